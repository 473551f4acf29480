import { log2 } from '../kernels/log2.ts';

/** How rare a detector's scores were among the rows that it was fitted on, so that those of several kinds compare. */
export interface SurpriseScale {
  /** Scores that rows of the fit had, ascending, each once. */
  readonly scores: Float64Array;
  /** The surprise of each of them, ascending. */
  readonly surprises: Float64Array;
  /** How far the highest score is from those that a tenth of the rows are above, above 0: the unit beyond the end. */
  readonly reach: number;
}

/** A score is kept when it is so much more surprising than the last one kept: 3 % rarer. Thousands become hundreds. */
const STEP = 1 / 32;

/**
 * Builds the scale of a detector: the surprise of a score is -ln of the share of the rows above it, of which it counts
 * half of those that have the very score.
 *
 * @param sortedScores of the rows of the fit, ascending, at least one
 */
export function buildSurpriseScale(sortedScores: Float64Array): SurpriseScale {
  const { length } = sortedScores;
  const scores: number[] = [];
  const surprises: number[] = [];
  for (let first = 0, past = 0; first < length; first = past) {
    const score = sortedScores[first];
    while (past < length && sortedScores[past] === score) past++;
    const surprise = naturalLog(length / (length - (first + past) / 2));
    if (first > 0 && past < length && surprise - surprises[surprises.length - 1] < STEP) continue;
    scores.push(score);
    surprises.push(surprise);
  }
  const reach = reachOf(sortedScores, scores);
  return { scores: Float64Array.from(scores), surprises: Float64Array.from(surprises), reach };
}

/**
 * Says how surprising a score is, in nats: ln of how many times rarer than any.
 *
 * 0 below all scores of the fit, straight lines between those of the scale, and beyond the highest ln(1 + distance /
 * reach) more, so that further out is always stranger. It never falls as the score rises.
 */
export function surpriseOf(score: number, { scores, surprises, reach }: SurpriseScale): number {
  const last = scores.length - 1;
  if (score < scores[0]) return 0;
  if (score >= scores[last]) {
    // as far as the logarithm goes
    const beyond = Math.min((score - scores[last]) / reach, 1e300);
    return surprises[last] + naturalLog(1 + beyond);
  }
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (scores[middle] <= score) low = middle;
    else high = middle;
  }
  const share = (score - scores[low]) / (scores[high] - scores[low]);
  return Math.min(surprises[low] + share * (surprises[high] - surprises[low]), surprises[high]);
}

/** Where a tenth of the rows has the highest score, the distance from the one before; of a single score its size. */
function reachOf(sortedScores: Float64Array, distinct: readonly number[]): number {
  const highest = distinct[distinct.length - 1];
  const usual = sortedScores[Math.floor(0.9 * (sortedScores.length - 1))];
  const before = distinct[distinct.length - 2] ?? 0;
  return highest - usual || Math.abs(highest - before) || 1;
}

/** The engine's own may differ in the last bit between machines. */
function naturalLog(x: number): number {
  return Math.LN2 * log2(x);
}
