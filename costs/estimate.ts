import type { Settings } from '../settings/settings-schema.ts';
import { functionParts, scheduled } from './function-parts.ts';
import { DAYS_PER_MONTH, type Load, SECONDS_PER_DAY } from './load.ts';
import { type BilledService, type PricedPart, pricePart } from './part.ts';
import { PRICED_REGIONS, type PricedRegion } from './prices.ts';
import { instancesFor, scoringParts } from './scoring-parts.ts';
import { type ScoringWay, scoredBy } from './scoring-way.ts';
import { storeParts } from './store-parts.ts';
import { streamParts } from './stream-parts.ts';
import { tellingParts } from './telling-parts.ts';
import { type DailyTraffic, trafficOf } from './traffic.ts';
import { watchingParts } from './watching-parts.ts';

/** USD for a day, and for a month of 730 hours. */
export interface Usd {
  readonly perDayUsd: number;
  readonly perMonthUsd: number;
}

/** What an installation would cost under a load. */
export interface Estimate extends Usd {
  readonly region: PricedRegion;
  readonly scoring: ScoringWay;
  /** By service, those that cost nothing left out. */
  readonly services: Readonly<Partial<Record<BilledService, Usd>>>;
  readonly parts: readonly PricedPart[];
  readonly shards: number;
  /** Invocations of all functions at once: on average, and at most. */
  readonly lambdaConcurrency: { readonly average: number; readonly most: number };
  /** Of the endpoint; 0 where it has none. */
  readonly instances: number;
  readonly traffic: DailyTraffic;
}

/**
 * Adds up what a load costs.
 *
 * @param way in place of the one that the settings choose
 * @throws {Error} naming what is known, where nobody knows the price of the instance type in the region
 */
export function estimateCost(load: Load, settings: Settings, region: PricedRegion, way?: ScoringWay): Estimate {
  const traffic = trafficOf(load, way === undefined ? settings : scoredBy(settings, way));
  const parts = [
    ...streamParts(traffic),
    ...functionParts(traffic),
    ...scoringParts(traffic),
    ...storeParts(traffic),
    ...watchingParts(traffic),
    ...tellingParts(traffic),
  ].map((part) => pricePart(part, PRICED_REGIONS[region]) ?? refuseType(traffic.way, region));
  const perDayUsd = sum(parts.map((part) => part.perDayUsd));
  const { shards, batches, batchSeconds } = traffic;
  return {
    ...usd(perDayUsd),
    ...{ region, scoring: traffic.way, services: byService(parts), parts, shards },
    lambdaConcurrency: {
      average: (batches * batchSeconds) / SECONDS_PER_DAY,
      most: shards * settings.parallelization + scheduled(settings).length,
    },
    instances: instancesFor(traffic),
    traffic,
  };
}

function refuseType(type: string, region: PricedRegion): never {
  const known = Object.keys(PRICED_REGIONS[region].instanceHours).join(', ');
  throw new Error(`the price of ${type} in ${region} is not known here, known are ${known}`);
}

function byService(parts: readonly PricedPart[]): Partial<Record<BilledService, Usd>> {
  const services = [...Map.groupBy(parts, ({ service }) => service)].map(
    ([service, own]) => [service, sum(own.map((part) => part.perDayUsd))] as const,
  );
  return Object.fromEntries(services.filter(([, perDay]) => perDay > 0).map(([name, perDay]) => [name, usd(perDay)]));
}

function usd(perDayUsd: number): Usd {
  return { perDayUsd, perMonthUsd: perDayUsd * DAYS_PER_MONTH };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
