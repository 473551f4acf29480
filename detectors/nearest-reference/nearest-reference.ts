import type { KthDistance } from '../../kernels/knn/contract.ts';
import { kthDistance } from '../../kernels/knn/kernel.ts';
import type { Detector } from '../detector.ts';
import { drawReference, inSpreads, type Reference } from './reference.ts';
import { decodeReference, encodeReference } from './reference-format.ts';

/**
 * Nearest reference: a strange row is far from even the few nearest of the rows that the detector keeps.
 *
 * The score is the Euclidean distance to the 5th nearest of 512 rows, in spreads of each feature and single precision.
 * It sees what lies between clusters and goes on growing outside, which forests do not; a cluster of anomalies of
 * which five are kept is usual to it.
 *
 * Missing: NaN is taken for a value as far out as can be; the model imputes before.
 * Cost: fit O(n log n) a feature; score O(references * features) a row.
 * @see Ramaswamy, Rastogi & Shim (2000), Efficient algorithms for mining outliers from large data sets, SIGMOD,
 *   section 2.1 (distance to the k-th neighbour); Sugiyama & Borgwardt (2013), Rapid distance-based outlier detection
 *   via sampling, NIPS, section 2 (from a sample of the rows).
 */
export class NearestReference implements Detector {
  readonly kind = 'nearest-reference';
  readonly reference: Reference;
  readonly featureCount: number;
  /** The score of a row that is the same as its neighbours. */
  readonly expectedScore = 0;
  readonly trainingScores?: Float64Array;
  readonly #scaled: Float32Array;
  readonly #squareOf: KthDistance;

  /** @param fit the rows that it was fitted on, and which of them are the reference rows */
  constructor(reference: Reference, fit?: { readonly rows: Float64Array; readonly drawn: Uint32Array }) {
    this.reference = reference;
    this.featureCount = reference.featureCount;
    this.#scaled = new Float32Array(reference.featureCount);
    this.#squareOf = kthDistance(reference, reference.neighbours);
    if (fit) this.trainingScores = this.#trainingScoresOf(fit.rows, fit.drawn);
  }

  /** @see drawReference */
  static fit(
    rows: Float64Array,
    featureCount: number,
    { references = 512, neighbours = 5, seed = 0 } = {},
  ): NearestReference {
    const { reference, drawn } = drawReference(rows, featureCount, { references, neighbours, seed });
    return new NearestReference(reference, { rows, drawn });
  }

  /** @throws {Error} saying what is wrong with the bytes */
  static decode(bytes: Uint8Array): NearestReference {
    return new NearestReference(decodeReference(bytes));
  }

  encode(): Uint8Array {
    return encodeReference(this.reference);
  }

  score(rows: Float64Array, count: number, out: Float64Array = new Float64Array(count)): Float64Array {
    for (let i = 0; i < count; i++) out[i] = this.#distance(rows, i, this.#squareOf);
    return out;
  }

  /**
   * Shares the distance out as the squares of the differences from the nearest rows, over all of them: the Shapley
   * values of the sum of squares, scaled to the score.
   */
  contributions(row: Float64Array, out: Float64Array = new Float64Array(this.featureCount)): Float64Array {
    const { values } = this.reference;
    const width = this.featureCount;
    const [distance] = this.score(row, 1);
    out.fill(0);
    for (const i of this.#nearest(row)) {
      for (let f = 0; f < width; f++) out[f] += square(values[i * width + f] - this.#scaled[f]);
    }
    const sum = out.reduce((total, part) => total + part, 0);
    for (let f = 0; f < width; f++) out[f] *= sum === 0 ? 0 : distance / sum;
    return out;
  }

  /** The numbers of the nearest reference rows; of those that are equally near the first ones. */
  #nearest(row: Float64Array): number[] {
    const { count, values, neighbours } = this.reference;
    const width = this.featureCount;
    inSpreads(this.reference, row, 0, this.#scaled);
    const squares = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      for (let f = 0; f < width; f++) squares[i] += square(values[i * width + f] - this.#scaled[f]);
    }
    return Array.from(squares.keys())
      .sort((a, b) => squares[a] - squares[b])
      .slice(0, neighbours);
  }

  /** A reference row is the nearest to itself, so that its neighbours begin with the second. */
  #trainingScoresOf(rows: Float64Array, drawn: Uint32Array): Float64Array {
    const { count, neighbours } = this.reference;
    const scores = this.score(rows, rows.length / this.featureCount);
    const squareOfOthers = kthDistance(this.reference, Math.min(neighbours + 1, count));
    for (const row of drawn) scores[row] = this.#distance(rows, row, squareOfOthers);
    return scores;
  }

  #distance(rows: Float64Array, i: number, squareOf: KthDistance): number {
    inSpreads(this.reference, rows, i * this.featureCount, this.#scaled);
    return Math.sqrt(squareOf(this.#scaled));
  }
}

function square(x: number): number {
  return x * x;
}
