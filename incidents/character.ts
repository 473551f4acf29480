import type { Contribution } from '../contracts/verdict.ts';

/** What an anomaly is like by one feature. */
export interface Character {
  /** The feature and its direction, `temperature above`. */
  readonly name: string;
  /** From what was expected, in units of the feature; absent where nothing was expected. */
  readonly distance?: number;
}

/** A feature with less than this part of the largest contribution does not matter. */
const MATTERS = 0.5;

/** Says what an anomaly is like, by each feature that matters in it, the leading one first. */
export function charactersOf(contributions: readonly Contribution[] = []): Character[] {
  const largest = contributions[0]?.contribution ?? 0;
  return contributions
    .filter(({ contribution }) => contribution > 0 && contribution >= MATTERS * largest)
    .map(({ feature, direction, observed, expected = Number.NaN }) => {
      const name = direction === undefined ? feature : `${feature} ${direction}`;
      const distance = Math.abs(observed - expected);
      return { name, ...(Number.isFinite(distance) && { distance }) };
    });
}
