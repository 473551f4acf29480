import type { Settings } from '../settings/settings-schema.ts';
import { estimateCost } from './estimate.ts';
import type { Load } from './load.ts';
import type { PricedRegion } from './prices.ts';
import { type ScoringWay, scoringWayOf, waysBeside } from './scoring-way.ts';

/** Of two ways of scoring, which is cheaper, and from how many records a day on the other one is. */
export interface BreakEven {
  readonly cheaper: ScoringWay;
  readonly than: ScoringWay;
  /** Records a day from which on it is the other way round; undefined: at no rate that was looked at. */
  readonly untilRecordsPerDay: number | undefined;
}

/** A ten thousandth of a record a second, to a hundred million records a second. */
const RATES = { least: 10, most: 1e13 };
/** Shards come whole, so that differences jump a little: looked at on a grid, and then between two of its points. */
const STEPS_A_DECADE = 8;
const HALVINGS = 30;

/** For each pair of ways, from a small rate up. */
export function breakEvens(load: Load, settings: Settings, region: PricedRegion): BreakEven[] {
  const [first, second, third] = waysBeside(scoringWayOf(settings));
  const pairs: (readonly [ScoringWay, ScoringWay])[] = [
    [first, second],
    [second, third],
    [first, third],
  ];
  return pairs.map(([a, b]) =>
    breakEven(a, b, (recordsPerDay, way) => {
      return estimateCost({ ...load, recordsPerDay }, settings, region, way).perDayUsd;
    }),
  );
}

function breakEven(a: ScoringWay, b: ScoringWay, usdOf: (rate: number, way: ScoringWay) => number): BreakEven {
  const difference = (rate: number) => usdOf(rate, b) - usdOf(rate, a);
  const [cheaper, than] = difference(RATES.least) >= 0 ? [a, b] : [b, a];
  const sign = cheaper === a ? 1 : -1;
  const factor = 10 ** (1 / STEPS_A_DECADE);
  let below = RATES.least;
  for (let rate = below * factor; rate <= RATES.most; rate *= factor) {
    if (sign * difference(rate) < 0)
      return { cheaper, than, untilRecordsPerDay: between(below, rate, difference, sign) };
    below = rate;
  }
  return { cheaper, than, untilRecordsPerDay: undefined };
}

function between(low: number, high: number, difference: (rate: number) => number, sign: number): number {
  let [below, above] = [low, high];
  for (let i = 0; i < HALVINGS; i++) {
    const middle = Math.sqrt(below * above);
    if (sign * difference(middle) < 0) above = middle;
    else below = middle;
  }
  return above;
}
