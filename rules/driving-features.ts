import type { Contribution, Verdict } from '../contracts/verdict.ts';

/** What contributed less than this part of the leading feature did not drive it. */
const LEAST_PART = 0.5;

/**
 * Finds the features that made an anomaly: the leading one first, and those that contributed at least half as much.
 * None where nothing explains it.
 */
export function drivingFeatures({ contributions = [] }: Pick<Verdict, 'contributions'>): readonly Contribution[] {
  const largest = contributions[0]?.contribution;
  return contributions.filter(({ contribution }, i) => i === 0 || contribution >= LEAST_PART * Math.max(0, largest));
}
