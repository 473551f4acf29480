import type { Detector } from '../detector.ts';
import { FILE_KINDS } from '../file-header.ts';
import { decodeFloat64File, encodeFloat64File, type Float64Layout } from '../float64-file.ts';
import { noScale, scaleRows, type ZScale, zScale } from '../z-scores.ts';
import { distinctRows } from './distinct-rows.ts';
import { type Densities, densityOf, fitDensities, meanDensity } from './fit-densities.ts';
import { buildKDTree, type KDTree } from './k-d-tree.ts';
import { type NearestRows, nearestRows } from './nearest-rows.ts';

/** What may be chosen when a local outlier factor is fitted. */
export interface LocalOutlierFactorOptions {
  /** Fewer where there are not so many other rows. @default 20 */
  readonly neighbours: number;
  /**
   * Whether equal rows count once, and a row has only others for neighbours: otherwise k equal rows are so dense that
   * all near them are strange without end, as scikit-learn has it. @default false
   */
  readonly distinct: boolean;
  /** Whether distances are measured between z-scores. @default false */
  readonly standardise: boolean;
}

/** A fitted one: the rows, scaled, what was measured of them, and how distances are. */
export interface FittedDensities extends Densities {
  /** n * features, row-major, scaled. */
  readonly points: Float64Array;
  readonly scale: ZScale;
  /** Neighbours that count, fewer than n. */
  readonly neighbours: number;
  readonly distinct: boolean;
}

/**
 * Local Outlier Factor for new rows: how much denser it is around a row's neighbours than around the row. 1 is usual,
 * whatever the density there; there is no highest score.
 *
 * It is scikit-learn's with `novelty=True`, to 1e-9 of itself, where no other row is as far as the k-th neighbour: of
 * such rows scikit-learn's own searches choose differently, and this one takes the lower.
 * Cost: fit and score n log n in few features, n in many; the fitted detector holds all training rows.
 * Missing: NaN is taken for the farthest value that there is; the model imputes before.
 * @see Breunig, Kriegel, Ng & Sander (2000), LOF: identifying density-based local outliers, SIGMOD, definition 7;
 *   `distinct` is its remark after definition 6.
 */
export class LocalOutlierFactor implements Detector {
  readonly kind = 'local-outlier-factor';
  readonly featureCount: number;
  readonly fitted: FittedDensities;
  readonly trainingScores?: Float64Array;
  readonly #row: Float64Array;
  // made when first needed: whoever only decodes and saves does without
  #nearest: NearestRows | undefined;

  /** @param known what whoever fitted it knows already */
  constructor(fitted: FittedDensities, known: { tree?: KDTree; trainingScores?: Float64Array } = {}) {
    this.fitted = fitted;
    if (known.trainingScores) this.trainingScores = known.trainingScores;
    this.featureCount = fitted.scale.means.length;
    this.#row = new Float64Array(this.featureCount);
    if (known.tree) this.#nearest = this.#search(known.tree);
  }

  /**
   * @param rows n * featureCount, row-major, finite
   * @throws {RangeError} when there are not two rows, or an option is out of range
   */
  static fit(
    rows: Float64Array,
    featureCount: number,
    { neighbours = 20, distinct = false, standardise = false }: Partial<LocalOutlierFactorOptions> = {},
  ): LocalOutlierFactor {
    if (!(Number.isSafeInteger(neighbours) && neighbours >= 1))
      throw new RangeError(`neighbours must be a whole number from 1, got ${neighbours}`);
    const scale = standardise ? zScale(rows, featureCount) : noScale(featureCount);
    const scaled = new Float64Array(rows.length);
    scaleRows(scale, rows, 0, rows.length, scaled);
    const points = distinct ? distinctRows(scaled, featureCount) : scaled;
    const count = points.length / featureCount;
    if (count < 2) {
      const what = distinct ? 'different rows' : 'rows';
      throw new RangeError(`a local outlier factor compares rows: at least 2 ${what} are needed, got ${count}`);
    }
    const tree = buildKDTree(points, featureCount);
    const k = Math.min(neighbours, count - 1);
    const { factors, ...densities } = fitDensities(tree, points, k);
    const fitted = { points, scale, neighbours: k, distinct, ...densities };
    return new LocalOutlierFactor(fitted, distinct ? { tree } : { tree, trainingScores: factors });
  }

  /** @throws {Error} saying what is wrong with the bytes */
  static decode(bytes: Uint8Array): LocalOutlierFactor {
    const { ownByte, counts, numbers } = decodeFloat64File(LAYOUT, bytes);
    const [, rowCount, neighbours] = counts;
    const [means, deviations, points, reaches, densities] = numbers;
    if (neighbours >= rowCount)
      throw new Error(`the detector has ${neighbours} neighbours, wanted fewer than its ${rowCount} rows`);
    const scale = { means, deviations };
    return new LocalOutlierFactor({ points, scale, neighbours, distinct: ownByte === 1, reaches, densities });
  }

  encode(): Uint8Array {
    const { points, scale, neighbours, distinct, reaches, densities } = this.fitted;
    return encodeFloat64File(LAYOUT, {
      ownByte: distinct ? 1 : 0,
      counts: [this.featureCount, reaches.length, neighbours],
      numbers: [scale.means, scale.deviations, points, reaches, densities],
    });
  }

  score(rows: Float64Array, count: number, out: Float64Array = new Float64Array(count)): Float64Array {
    const { scale, neighbours: k, reaches, densities } = this.fitted;
    this.#nearest ??= this.#search(buildKDTree(this.fitted.points, this.featureCount));
    for (let i = 0; i < count; i++) {
      scaleRows(scale, rows, i * this.featureCount, (i + 1) * this.featureCount, this.#row);
      this.#nearest.find(this.#row, 0, -1);
      out[i] = meanDensity(this.#nearest, 0, k, densities) / densityOf(this.#nearest, 0, k, reaches);
    }
    return out;
  }

  #search(tree: KDTree): NearestRows {
    const { neighbours, distinct } = this.fitted;
    return nearestRows(tree, neighbours, distinct);
  }
}

/** Byte 7 is 1 where equal rows count once. */
const LAYOUT: Float64Layout = {
  kind: FILE_KINDS.localOutlierFactor,
  countNames: ['features', 'rows', 'neighbours'],
  lengthsOf: ([features, rows]) => [features, features, rows * features, rows, rows],
};
