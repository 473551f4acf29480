import type { Detector } from '../detectors/detector.ts';
import { seededRandom } from '../kernels/random.ts';
import type { ReferenceRows } from './reference-rows.ts';

/** What each feature added to a score, where the detector itself cannot say. */
export interface SampledContributions {
  /** By feature; together they are the score minus {@link expected}. */
  readonly values: Float64Array;
  /** The largest standard error of them. */
  readonly error: number;
  /** The mean score of the reference rows that were compared with. */
  readonly expected: number;
}

/** Scores that an explanation may cost, as far as {@link FEWEST_PAIRS} allow: milliseconds for the slowest detector. */
const SCORES = 1024;
/** Of orders: fewer would not say how large the error is. */
const FEWEST_PAIRS = 4;
/** Of more it would take seconds. */
const MOST_FEATURES = 1000;

/**
 * Estimates Shapley values of any detector by sampling orders of the features: a reference row becomes the row, one
 * value after the other, and what each step adds to the score belongs to its feature. Each order is also walked
 * backwards from the same reference row, which takes much of the variance away.
 *
 * Source: Castro, Gomez & Tejada (2009), Polynomial calculation of the Shapley value based on sampling, Computers &
 * Operations Research 36; antithetic pairs: Mitchell et al. (2022), Sampling permutations for Shapley value estimation,
 * JMLR 23. The same row has the same estimate. Cost: about 1,024 scores, at least 8 times as many as there are
 * features.
 * @returns nothing without reference rows, or of rows with more than 1,000 features
 */
export function sampledContributions(
  detector: Detector,
  reference: ReferenceRows,
  row: Float64Array,
): SampledContributions | undefined {
  const width = row.length;
  if (reference.count === 0 || width > MOST_FEATURES) return undefined;
  const random = seededRandom(0);
  const pairs = Math.max(FEWEST_PAIRS, Math.floor(SCORES / (2 * (width + 1))));
  const sums = new Float64Array(width);
  const squares = new Float64Array(width);
  const order = Uint16Array.from(row.keys());
  const walk = walker(detector, row);
  let expected = 0;
  for (let pair = 0; pair < pairs; pair++) {
    const from = Math.floor(random() * reference.count) * width;
    const start = reference.values.subarray(from, from + width);
    shuffle(order, random);
    const added = new Float64Array(width);
    expected += (walk(start, order, added) + walk(start, order.toReversed(), added)) / (2 * pairs);
    for (let f = 0; f < width; f++) {
      sums[f] += added[f] / 2;
      squares[f] += (added[f] / 2) * (added[f] / 2);
    }
  }
  const values = sums.map((sum) => sum / pairs);
  const variances = squares.map((square, f) => (square / pairs - values[f] * values[f]) / (pairs - 1));
  return { values, error: Math.sqrt(Math.max(0, ...variances)), expected };
}

/**
 * Makes what walks from a reference row to the row, adds by feature what each step adds to the score, and returns the
 * score that it starts from.
 */
function walker(detector: Detector, row: Float64Array) {
  const width = row.length;
  const steps = new Float64Array((width + 1) * width);
  const scores = new Float64Array(width + 1);
  return (start: Float32Array, order: Uint16Array, added: Float64Array): number => {
    steps.set(start);
    for (let step = 1; step <= width; step++) {
      steps.copyWithin(step * width, (step - 1) * width, step * width);
      steps[step * width + order[step - 1]] = row[order[step - 1]];
    }
    detector.score(steps, width + 1, scores);
    for (let step = 0; step < width; step++) added[order[step]] += scores[step + 1] - scores[step];
    return scores[0];
  };
}

function shuffle(order: Uint16Array, random: () => number): void {
  for (let last = order.length - 1; last > 0; last--) {
    const pick = Math.floor(random() * (last + 1));
    [order[last], order[pick]] = [order[pick], order[last]];
  }
}
