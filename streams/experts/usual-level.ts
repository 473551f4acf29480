import { FEATURE } from '../layout.ts';
import { clipped, rateAt } from '../running-mean.ts';
import { feature } from '../workspace.ts';

const LEVEL_RATE = 0.002;
const SPREAD_RATE = 0.001;
const LEAST_FLOOR = 1e-12;

/** Says what no scale may be below: 0.1 % of the usual level, at least 1e-12. */
export function floorOf(): number {
  return Math.max(1e-3 * Math.abs(feature.f32[FEATURE.usual]), LEAST_FLOOR);
}

/**
 * Learns the usual level, a running mean (rate max(.002, 1/n)) whose steps are limited to three usual distances, and
 * the usual distance, the running mean of |value - level| (rate max(.001, 1/n)).
 */
export function learnUsualLevel(value: number, n: number, floor: number): void {
  const { f32 } = feature;
  if (n === 1) f32[FEATURE.usual] = value;
  const distance = value - f32[FEATURE.usual];
  const spread = f32[FEATURE.usualSpread];
  f32[FEATURE.usual] += rateAt(n, LEVEL_RATE) * clipped(distance, 3 * Math.max(spread, floor), n);
  f32[FEATURE.usualSpread] += rateAt(n, SPREAD_RATE) * (Math.abs(distance) - spread);
}
