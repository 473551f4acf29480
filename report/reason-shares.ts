import type { LoggedContribution } from '../contracts/log-lines.ts';
import { rangeWords } from '../contracts/readable-number.ts';
import { formatNumber } from './format.ts';

/** A contribution, and its share of all that made the observation stranger. */
export type ReasonShare = LoggedContribution & { readonly share: number };

/** Of what made it stranger, the largest first; what made it more usual is left out. */
export function reasonShares(contributions: readonly LoggedContribution[]): ReasonShare[] {
  const stranger = contributions.filter(({ contribution }) => contribution > 0);
  const sum = stranger.reduce((total, { contribution }) => total + contribution, 0);
  return stranger.map((each) => ({ ...each, share: each.contribution / sum }));
}

/** The value that came, as people read it. */
export function observedWords({ observed, usual }: LoggedContribution): string {
  return usual && observed !== undefined ? rangeWords(observed, usual).value : formatNumber(observed);
}

/** What was expected: one value by the model, a range by the source's own past. */
export function expectedWords({ observed, expected, usual }: LoggedContribution): string {
  if (!usual || observed === undefined) return formatNumber(expected);
  const { low, high } = rangeWords(observed, usual);
  return `${low} to ${high}`;
}
