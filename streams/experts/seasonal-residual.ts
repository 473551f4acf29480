import { FEATURE } from '../layout.ts';
import type { Moment } from '../moment.ts';
import { clipped, rateAt, rateOf, SLOW_RATE } from '../running-mean.ts';
import { feature } from '../workspace.ts';

const HOURS = 24;
const MEAN_RATE = 0.002;
const BIN_RATE = 0.15;
const LEVEL_RATE = rateOf(20);
/** Profile counts stay there: only small ones matter. */
const FULL = 255;

/**
 * Finds what the profile says for this moment (the mean of this hour on such a day; of the same hour on the other kind
 * of day; of all values, this one included) and the residual from it. Without a clock it is the level, a
 * running mean of half-life 20 that follows every step.
 */
export function findResidual(moment: Moment): void {
  const { f32, bytes } = feature;
  const { value, n, bin } = moment;
  moment.isBinKnown = bin < 0 || bytes[FEATURE.profileCounts + bin] > 0;
  moment.base = bin < 0 ? (n === 1 ? value : f32[FEATURE.level]) : profileAt(moment);
  moment.residual = value - moment.base;
  moment.spread = Math.max(f32[FEATURE.spread], moment.floor);
}

/**
 * Learns from the residual e: its spread (running mean of min(|e|, 6 spreads), half-life 3000), the mean of all values
 * (rate .002) and the mean of this bin of the profile (rate .15, steps limited to 6 spreads).
 */
export function learnProfile({ value, n, bin, residual, spread, floor }: Moment): void {
  const { f32, bytes } = feature;
  const before = f32[FEATURE.spread];
  f32[FEATURE.spread] += rateAt(n, SLOW_RATE) * (clipped(Math.abs(residual), 6 * spread, n) - before);
  f32[FEATURE.mean] += rateAt(n, MEAN_RATE) * (value - f32[FEATURE.mean]);
  if (bin < 0) {
    const level = n === 1 ? value : f32[FEATURE.level];
    f32[FEATURE.level] = level + rateAt(n, LEVEL_RATE) * (value - level);
    return;
  }
  const count = Math.min(bytes[FEATURE.profileCounts + bin] + 1, FULL);
  bytes[FEATURE.profileCounts + bin] = count;
  const mean = count === 1 ? value : f32[FEATURE.profile + bin];
  const limit = before > 0 ? 6 * Math.max(before, floor) : Number.POSITIVE_INFINITY;
  const step = Math.max(-limit, Math.min(limit, value - mean));
  f32[FEATURE.profile + bin] = mean + rateAt(count, BIN_RATE) * step;
}

function profileAt({ value, n, bin }: Moment): number {
  const { f32, bytes } = feature;
  if (bytes[FEATURE.profileCounts + bin] > 0) return f32[FEATURE.profile + bin];
  const other = (bin + HOURS) % (2 * HOURS);
  if (bytes[FEATURE.profileCounts + other] > 0) return f32[FEATURE.profile + other];
  const mean = f32[FEATURE.mean];
  return mean + rateAt(n, MEAN_RATE) * (value - mean);
}
