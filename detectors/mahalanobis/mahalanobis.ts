import { fillMissing } from '../column-statistics.ts';
import type { Detector } from '../detector.ts';
import { fillRows } from '../fill-rows.ts';
import { concentrate } from './concentrate.ts';
import { type Ellipsoid, squaredParts, standardise } from './ellipsoid.ts';
import { decodeEllipsoid, encodeEllipsoid } from './ellipsoid-format.ts';
import { fillUsual } from './fill.ts';
import { corrMaxOf } from './share-out.ts';

/**
 * Concentrated Mahalanobis distance: a strange row is far from the centre of the usual ones, for how their values go
 * together.
 *
 * The score is the squared distance. It sees values that are usual alone and not together, as no forest does, and goes
 * on growing outside; two clusters, or anything that is not one cloud, it takes for one.
 *
 * Missing: in fitting, what is most usual beside the values of the row; in scoring NaN is taken for a value as far out
 * as can be, as the model fills rows before.
 * Cost: fit O(n * features^2); score O(features^2) a row; beyond 200 features O(features), as covariances are left out.
 * @see concentrate
 */
export class Mahalanobis implements Detector {
  readonly kind = 'mahalanobis';
  readonly ellipsoid: Ellipsoid;
  readonly featureCount: number;
  /** The score of a row in the centre. */
  readonly expectedScore = 0;
  readonly #z: Float64Array;
  readonly #parts: Float64Array;
  /** Made when the first row is explained. */
  #corrMax?: Float64Array;

  constructor(ellipsoid: Ellipsoid) {
    this.ellipsoid = ellipsoid;
    this.featureCount = ellipsoid.featureCount;
    this.#z = new Float64Array(ellipsoid.featureCount);
    this.#parts = new Float64Array(ellipsoid.featureCount);
  }

  /**
   * Fits it by {@link concentrate}; rows with gaps a second time, filled by what was found with medians in them.
   *
   * @param rows NaN is a missing value
   */
  static fit(rows: Float64Array, featureCount: number): Mahalanobis {
    const filled = fillMissing(rows, featureCount);
    const first = new Mahalanobis(concentrate(filled, featureCount));
    if (filled === rows) return first;
    fillRows(first, rows, filled);
    return new Mahalanobis(concentrate(filled, featureCount));
  }

  /** @throws {Error} saying what is wrong with the bytes */
  static decode(bytes: Uint8Array): Mahalanobis {
    return new Mahalanobis(decodeEllipsoid(bytes));
  }

  encode(): Uint8Array {
    return encodeEllipsoid(this.ellipsoid);
  }

  score(rows: Float64Array, count: number, out: Float64Array = new Float64Array(count)): Float64Array {
    for (let i = 0; i < count; i++) out[i] = this.#squared(rows, i * this.featureCount, this.#parts);
    return out;
  }

  /**
   * The squared distance, shared out by feature; none is below 0.
   *
   * Cost: O(features^2) a row, and once O(features^3).
   * @see corrMaxOf
   */
  contributions(row: Float64Array, out: Float64Array = new Float64Array(this.featureCount)): Float64Array {
    const { featureCount, ellipsoid } = this;
    const score = this.#squared(row, 0, out);
    if (ellipsoid.precision.length === featureCount) return out;
    this.#corrMax ??= corrMaxOf(ellipsoid);
    let sum = 0;
    for (let f = 0, at = 0; f < featureCount; f++) {
      let value = 0;
      for (let g = 0; g < featureCount; g++, at++) value += this.#corrMax[at] * this.#z[g];
      out[f] = value * value;
      sum += out[f];
    }
    // but for rounding they are the same
    for (let f = 0; sum > 0 && f < featureCount; f++) out[f] *= score / sum;
    return out;
  }

  fill(row: Float64Array, missing: readonly number[]): void {
    fillUsual(this.ellipsoid, row, missing);
  }

  #squared(rows: Float64Array, at: number, parts: Float64Array): number {
    standardise(this.ellipsoid, rows, at, this.#z);
    return squaredParts(this.ellipsoid, this.#z, parts);
  }
}
