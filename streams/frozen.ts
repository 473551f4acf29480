import { log10 } from '../kernels/log2.ts';
import { FEATURE } from './layout.ts';
import { type Octaves, tailOf, tailThenCount, totalOf } from './octave-histogram.ts';
import { feature } from './workspace.ts';

/** Runs of 1 to 2^15 equal values. */
const RUN_OCTAVES: Octaves = { bins: 15, lowest: 0 };
const LEAST_RUN = 8;
/** How rare a run of equal values is that counts as frozen: -log10 of the share of runs as long. */
export const FROZEN_TAIL = 4.5;
const LEAST_RUNS = 50;

/**
 * Counts runs of exactly equal values, and says once in a run that it is one that never was: at least 8 values long,
 * rarer than 10^-4.5 among the lengths of more than 50 runs that ended.
 *
 * @param isFirst whether this is the first value of the feature
 * @param isEqual whether it equals the one before
 */
export function frozenNow(isFirst: boolean, isEqual: boolean): boolean {
  const { u32, u16, bytes } = feature;
  if (!isEqual) {
    if (!isFirst) tailThenCount(u16, FEATURE.runTail, RUN_OCTAVES, u32[FEATURE.run]);
    u32[FEATURE.run] = 1;
    bytes[FEATURE.toldFrozen] = 0;
    return false;
  }
  const run = ++u32[FEATURE.run];
  if (run < LEAST_RUN || bytes[FEATURE.toldFrozen] === 1) return false;
  if (totalOf(u16, FEATURE.runTail) <= LEAST_RUNS) return false;
  if (-log10(tailOf(u16, FEATURE.runTail, RUN_OCTAVES, run)) < FROZEN_TAIL) return false;
  bytes[FEATURE.toldFrozen] = 1;
  return true;
}
