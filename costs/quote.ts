import type { Settings } from '../settings/settings-schema.ts';
import { type BreakEven, breakEvens } from './break-even.ts';
import { type Estimate, estimateCost, type Usd } from './estimate.ts';
import { type Limit, limitsOf } from './limits.ts';
import type { Load } from './load.ts';
import { ASSUMED } from './measured.ts';
import type { PricedPart } from './part.ts';
import { PRICE_UNITS, PRICES_AS_OF, type PricedRegion } from './prices.ts';
import { type ScoringWay, scoringWayOf, waysBeside } from './scoring-way.ts';

/** What `npm run cost` says, and writes as JSON. */
export interface Quote extends Omit<Estimate, 'traffic'> {
  readonly load: Load;
  readonly pricesAsOf: string;
  /** The same load by each way of scoring; absent where its price is not known. */
  readonly ways: Readonly<Record<ScoringWay, Usd>>;
  readonly breakEven: readonly BreakEven[];
  readonly firstLimit: Limit;
  readonly limits: readonly Limit[];
  /** Prices among those used that may be wrong, and why. */
  readonly uncertain: readonly string[];
  /** What nobody has measured on AWS yet. */
  readonly assumed: typeof ASSUMED;
  readonly notCounted: readonly string[];
}

/** What an estimate leaves out. */
const NOT_COUNTED = [
  'free tiers, discounts and taxes',
  'what producers do, and data that leaves the region',
  'models and images that are kept, keys and deployments: cents a month',
  'logs of the endpoint, and an archive of all verdicts',
];

/**
 * Says all that there is to say about the cost of a load.
 *
 * @throws {Error} where the price of the settings' instance type is not known in the region
 */
export function quoteCost(load: Load, settings: Settings, region: PricedRegion): Quote {
  const { traffic, ...estimate } = estimateCost(load, settings, region);
  const limits = limitsOf(traffic);
  const ways = waysBeside(scoringWayOf(settings)).map((way) => {
    const { perDayUsd, perMonthUsd } = estimateCost(load, settings, region, way);
    return [way, { perDayUsd, perMonthUsd }] as const;
  });
  return {
    ...estimate,
    load,
    pricesAsOf: PRICES_AS_OF,
    ways: Object.fromEntries(ways),
    breakEven: breakEvens(load, settings, region),
    firstLimit: limits[0],
    limits,
    uncertain: [...new Set(estimate.parts.flatMap(uncertainty))],
    assumed: ASSUMED,
    notCounted: NOT_COUNTED,
  };
}

function uncertainty({ priced, price, quantity }: PricedPart): string[] {
  if (price.uncertain === undefined || quantity === 0) return [];
  const unit = typeof priced === 'string' ? PRICE_UNITS[priced] : `an hour of ${priced.instanceType}`;
  return [`${price.usd} USD for ${unit}: ${price.uncertain}`];
}
