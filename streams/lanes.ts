import type { Lanes } from '../contracts/lanes.ts';
import { FROZEN_TAIL } from './frozen.ts';
import type { StreamVerdict } from './judge-and-learn.ts';
import { decadesOf, decadesOfMany, surpriseOfMany } from './surprise.ts';

/**
 * Says in decades how strange an observation is for its source, as two lanes.
 *
 * | lane | is |
 * |---|---|
 * | stream | the tail of M - log10(D) / 2.75 - m; 4.5 at least where a feature froze |
 * | step | the largest one-step tail - log10(D) |
 *
 * D features were judged. M is half way between the largest S and the mean of the three largest, so that one feature
 * speaks for itself, and several that are a little strange together do, too; m is what the memory of past events takes
 * from the score. Neither is below 0.
 *
 * On the nine kinds of rows of `bench:streams`, added to the row's own rarity, mean ROC AUC / average precision: .830 /
 * .538; with the largest S alone .827 / .535, with the mean of three alone .829 / .537, without the corrections for D
 * .822 / .516.
 *
 * @returns undefined while the source is too new to count: its weight is 0
 */
export function lanesOf(verdict: StreamVerdict): Lanes | undefined {
  const { weight, judged, largest, meanOfLargest, step, surprise, score, isFrozen } = verdict;
  if (weight === 0 || judged === 0) return undefined;
  const together = (largest + meanOfLargest) / 2;
  const stream = decadesOf(together - surpriseOfMany(judged) - (surprise - score));
  return {
    stream: thousandths(isFrozen ? Math.max(stream, FROZEN_TAIL) : stream),
    step: thousandths(Math.max(0, step - decadesOfMany(judged))),
  };
}

function thousandths(decades: number): number {
  return Math.round(1000 * decades) / 1000;
}
