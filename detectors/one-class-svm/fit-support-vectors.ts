import { seededRandom } from '../../kernels/random.ts';
import { noScale, scaleRows, type ZScale, zScale } from '../z-scores.ts';
import { columnCache } from './column-cache.ts';
import { rbfKernel } from './rbf-kernel.ts';
import { solveOneClass } from './solve.ts';

/** What may be chosen when a one-class support vector machine is fitted. */
export interface OneClassSvmOptions {
  /**
   * At most this share of the rows lies outside, and at least this share holds the boundary; in (0, 1]. @default 0.1
   */
  readonly nu: number;
  /** In units of 1 / (features * variance of all scaled values), which scikit-learn calls "scale". @default 1 */
  readonly gamma: number;
  /** More rows than these are not looked at; which ones are, the seed decides. @default 10,000 */
  readonly samples: number;
  /** Whether features are taken as they are, as scikit-learn does, and not as z-scores. @default false */
  readonly raw: boolean;
  /** @default 0 */
  readonly seed: number;
  /** How far apart the kernel sums of rows on the boundary may be. @default 1e-6 */
  readonly tolerance: number;
}

/** A fitted one: the rows that hold the boundary, how much each weighs, and the kernel. */
export interface SupportVectors {
  /** n * features, row-major, scaled. */
  readonly points: Float64Array;
  readonly scale: ZScale;
  /** n, above 0 and up to 1. */
  readonly coefficients: Float64Array;
  /** The kernel sum on the boundary. */
  readonly rho: number;
  /** Of the kernel, between scaled rows; above 0. */
  readonly gamma: number;
}

/**
 * Fits the boundary of some rows.
 *
 * A row holds itself inside by its own kernel, which is 1, times its coefficient: its training score is that of the
 * rest, or a few rows in many features would all lie on the boundary, and new ones far outside.
 * @param rows n * featureCount, row-major, finite
 * @throws {RangeError} when there is no row, or an option is out of range
 */
export function fitSupportVectors(
  rows: Float64Array,
  featureCount: number,
  { nu = 0.1, gamma = 1, samples = 10_000, raw = false, seed = 0, tolerance = 1e-6 }: Partial<OneClassSvmOptions>,
): SupportVectors & { trainingScores?: Float64Array } {
  checkOptions(rows, nu, gamma, samples);
  const sample = drawRows(rows, featureCount, samples, seed);
  const scale = raw ? noScale(featureCount) : zScale(rows, featureCount);
  const points = new Float64Array(sample.length);
  scaleRows(scale, sample, 0, sample.length, points);

  // values that hardly differ would make it infinite
  const kernelGamma = Math.min(gamma / (featureCount * varianceOf(points)), Number.MAX_VALUE);
  const kernel = rbfKernel(points, featureCount, kernelGamma);
  const columnOf = columnCache(points.length / featureCount, (row, out) => kernel(points, row * featureCount, out));
  const { coefficients, sums, rho } = solveOneClass(points.length / featureCount, nu, columnOf, tolerance);

  const supports = [...coefficients.keys()].filter((row) => coefficients[row] > 0);
  const vectors = new Float64Array(supports.length * featureCount);
  for (const [i, row] of supports.entries()) {
    vectors.set(points.subarray(row * featureCount, (row + 1) * featureCount), i * featureCount);
  }
  return {
    points: vectors,
    scale,
    coefficients: coefficients.filter((coefficient) => coefficient > 0),
    rho,
    gamma: kernelGamma,
    // of many rows none weighs much
    ...(sample === rows ? { trainingScores: sums.map((sum, row) => rho - (sum - coefficients[row])) } : {}),
  };
}

function checkOptions(rows: Float64Array, nu: number, gamma: number, samples: number): void {
  if (rows.length === 0) throw new RangeError('there is no row to fit a boundary around, at least 1 is needed');
  if (!(nu > 0 && nu <= 1)) throw new RangeError(`nu must be a number above 0, at most 1, got ${nu}`);
  if (!(gamma > 0 && gamma < Number.POSITIVE_INFINITY))
    throw new RangeError(`gamma must be a number above 0, got ${gamma}`);
  if (!(Number.isSafeInteger(samples) && samples >= 1))
    throw new RangeError(`samples must be a whole number from 1, got ${samples}`);
}

/** At most `most` of the rows, drawn without replacement, in the order that they had. */
function drawRows(rows: Float64Array, featureCount: number, most: number, seed: number): Float64Array {
  const count = rows.length / featureCount;
  if (count <= most) return rows;
  const random = seededRandom(seed);
  const drawn = new Float64Array(most * featureCount);
  // each row is taken with the chance that fills the places that are left from the rows that are left
  for (let row = 0, taken = 0; taken < most; row++) {
    if (random() * (count - row) >= most - taken) continue;
    drawn.set(rows.subarray(row * featureCount, (row + 1) * featureCount), taken * featureCount);
    taken++;
  }
  return drawn;
}

/** Of all values alike; 1 where they are all equal. */
function varianceOf(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / values.length;
  return variance > 0 ? variance : 1;
}
