import type { Contribution } from '../contracts/verdict.ts';

/** A feature with less than this part of the largest contribution does not matter. */
const MATTERS = 0.5;

/** Names what an anomaly is like, `temperature above`, by each feature that matters in it, the leading one first. */
export function charactersOf(contributions: readonly Contribution[] = []): string[] {
  const largest = contributions[0]?.contribution ?? 0;
  return contributions
    .filter(({ contribution }) => contribution > 0 && contribution >= MATTERS * largest)
    .map(({ feature, direction }) => (direction === undefined ? feature : `${feature} ${direction}`));
}
