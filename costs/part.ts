import { DAYS_PER_MONTH } from './load.ts';
import type { Price, PriceName, RegionPrices } from './prices.ts';

/** What AWS names on a bill. */
export type BilledService = 'Kinesis' | 'Lambda' | 'SageMaker' | 'DynamoDB' | 'S3' | 'CloudWatch' | 'SNS' | 'SQS';

/** One thing that is used, and what it is used for. */
export interface UsedPart {
  readonly service: BilledService;
  readonly what: string;
  readonly priced: PriceName | { readonly instanceType: string };
  /** A day, in the units of the price; of what is kept, or paid by the month, how much there is. */
  readonly quantity: number;
}

/** The same, with what it costs. */
export interface PricedPart extends UsedPart {
  readonly price: Price;
  readonly perDayUsd: number;
}

/**
 * Prices what is used.
 *
 * @returns undefined where the price of the instance type is not known
 */
export function pricePart(part: UsedPart, prices: RegionPrices): PricedPart | undefined {
  const { priced, quantity } = part;
  const price = typeof priced === 'string' ? prices[priced] : prices.instanceHours[priced.instanceType];
  if (price === undefined) return undefined;
  const isMonthly = typeof priced === 'string' && priced.endsWith('Months');
  return { ...part, price, perDayUsd: (quantity * price.usd) / (isMonthly ? DAYS_PER_MONTH : 1) };
}
