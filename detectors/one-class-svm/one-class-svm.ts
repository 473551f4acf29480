import type { Detector } from '../detector.ts';
import { FILE_KINDS } from '../file-header.ts';
import { decodeFloat64File, encodeFloat64File, type Float64Layout } from '../float64-file.ts';
import { scaleRows } from '../z-scores.ts';
import { fitSupportVectors, type OneClassSvmOptions, type SupportVectors } from './fit-support-vectors.ts';
import { type KernelRow, rbfKernel } from './rbf-kernel.ts';

/**
 * One-class support vector machine with the Gaussian kernel: a smooth boundary around the usual rows, with about the
 * share nu of the training rows outside or on it. 0 lies on the boundary, the farthest rows score rho.
 *
 * Where it is given rows as they are (`raw`) it is scikit-learn's: of the same fitted model equal to 1e-12 of rho, of
 * the same rows to the tolerance of the two solvers. A few widths of the kernel away all rows score the same. Cost: fit
 * n^2 of `samples`, score as many kernels as there are support vectors, which are more than nu n. Missing: NaN is taken
 * for the farthest value that there is; the model imputes before.
 * @see Schoelkopf, Platt, Shawe-Taylor, Smola & Williamson (2001), Estimating the support of a high-dimensional
 *   distribution, Neural Computation 13.
 */
export class OneClassSvm implements Detector {
  readonly kind = 'one-class-svm';
  readonly featureCount: number;
  readonly fitted: SupportVectors;
  readonly trainingScores?: Float64Array;
  readonly #row: Float64Array;
  readonly #kernels: Float64Array;
  readonly #kernel: KernelRow;

  constructor(fitted: SupportVectors, trainingScores?: Float64Array) {
    this.fitted = fitted;
    if (trainingScores) this.trainingScores = trainingScores;
    this.featureCount = fitted.scale.means.length;
    this.#row = new Float64Array(this.featureCount);
    this.#kernels = new Float64Array(fitted.coefficients.length);
    this.#kernel = rbfKernel(fitted.points, this.featureCount, fitted.gamma);
  }

  /** @see fitSupportVectors */
  static fit(rows: Float64Array, featureCount: number, options: Partial<OneClassSvmOptions> = {}): OneClassSvm {
    const { trainingScores, ...fitted } = fitSupportVectors(rows, featureCount, options);
    return new OneClassSvm(fitted, trainingScores);
  }

  /** @throws {Error} saying what is wrong with the bytes */
  static decode(bytes: Uint8Array): OneClassSvm {
    const { numbers } = decodeFloat64File(LAYOUT, bytes);
    const [[gamma, rho], means, deviations, points, coefficients] = numbers;
    if (!(gamma > 0)) throw new Error(`gamma of the kernel is ${gamma}, wanted a number above 0`);
    return new OneClassSvm({ points, scale: { means, deviations }, coefficients, rho, gamma });
  }

  /** That of a row on which no training row has any weight. */
  get maxScore(): number {
    return this.fitted.rho;
  }

  encode(): Uint8Array {
    const { points, scale, coefficients, rho, gamma } = this.fitted;
    return encodeFloat64File(LAYOUT, {
      ownByte: 0,
      counts: [this.featureCount, coefficients.length],
      numbers: [Float64Array.of(gamma, rho), scale.means, scale.deviations, points, coefficients],
    });
  }

  score(rows: Float64Array, count: number, out: Float64Array = new Float64Array(count)): Float64Array {
    const { scale, coefficients, rho } = this.fitted;
    for (let i = 0; i < count; i++) {
      scaleRows(scale, rows, i * this.featureCount, (i + 1) * this.featureCount, this.#row);
      this.#kernel(this.#row, 0, this.#kernels);
      let sum = 0;
      for (let j = 0; j < coefficients.length; j++) sum += coefficients[j] * this.#kernels[j];
      out[i] = rho - sum;
    }
    return out;
  }
}

const LAYOUT: Float64Layout = {
  kind: FILE_KINDS.oneClassSvm,
  countNames: ['features', 'support vectors'],
  lengthsOf: ([features, vectors]) => [2, features, features, vectors * features, vectors],
};
