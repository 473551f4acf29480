import { type Ellipsoid, MOST_CORRELATED } from './ellipsoid.ts';

/** Added to each variance, so that features that say the same are no division by 0. */
const RIDGE = 0.01;

/**
 * Finds the centre of some rows and the inverse of their covariance.
 *
 * Cost: O(kept * features^2).
 * @param z rows * featureCount, row-major: z-scores
 * @param kept the numbers of the rows that count
 */
export function centreAndPrecision(
  z: Float64Array,
  featureCount: number,
  kept: Uint32Array,
): Pick<Ellipsoid, 'centre' | 'precision'> {
  const centre = new Float64Array(featureCount);
  for (const row of kept) {
    for (let f = 0, at = row * featureCount; f < featureCount; f++, at++) centre[f] += z[at];
  }
  for (let f = 0; f < featureCount; f++) centre[f] /= kept.length;
  if (featureCount <= MOST_CORRELATED) {
    return { centre, precision: inverseOf(covarianceOf(z, centre, kept), featureCount) };
  }
  return { centre, precision: variancesOf(z, centre, kept).map((variance) => 1 / variance) };
}

/** The covariance with its ridge, the lower triangle alone. */
function covarianceOf(z: Float64Array, centre: Float64Array, kept: Uint32Array): Float64Array {
  const width = centre.length;
  const covariance = new Float64Array(width * width);
  const off = new Float64Array(width);
  for (const row of kept) {
    for (let f = 0; f < width; f++) off[f] = z[row * width + f] - centre[f];
    for (let f = 0; f < width; f++) {
      const at = f * width;
      for (let g = 0; g <= f; g++) covariance[at + g] += off[f] * off[g];
    }
  }
  for (let i = 0; i < covariance.length; i++) covariance[i] /= Math.max(kept.length - 1, 1);
  for (let f = 0; f < width; f++) covariance[f * width + f] += RIDGE;
  return covariance;
}

function variancesOf(z: Float64Array, centre: Float64Array, kept: Uint32Array): Float64Array {
  const width = centre.length;
  const variances = new Float64Array(width);
  for (const row of kept) {
    for (let f = 0; f < width; f++) {
      const off = z[row * width + f] - centre[f];
      variances[f] += off * off;
    }
  }
  return variances.map((sum) => sum / Math.max(kept.length - 1, 1) + RIDGE);
}

/**
 * Inverts a symmetric positive definite matrix by its Cholesky factor, in place.
 *
 * @param matrix n * n, row-major, of which the lower triangle is looked at
 * @see Golub & Van Loan (2013), Matrix Computations, section 4.2
 */
export function inverseOf(matrix: Float64Array, n: number): Float64Array {
  factorise(matrix, n);
  const inverse = new Float64Array(n * n);
  const column = new Float64Array(n);
  for (let c = 0; c < n; c++) {
    // L y = e, then L' x = y
    for (let i = c; i < n; i++) {
      let sum = i === c ? 1 : 0;
      for (let j = c; j < i; j++) sum -= matrix[i * n + j] * column[j];
      column[i] = sum / matrix[i * n + i];
    }
    for (let i = n - 1; i >= c; i--) {
      let sum = column[i];
      for (let j = i + 1; j < n; j++) sum -= matrix[j * n + i] * column[j];
      column[i] = sum / matrix[i * n + i];
      inverse[i * n + c] = inverse[c * n + i] = column[i];
    }
  }
  return inverse;
}

/** Replaces the lower triangle by its Cholesky factor L, with L L' the matrix. */
function factorise(matrix: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j];
      for (let k = 0; k < j; k++) sum -= matrix[i * n + k] * matrix[j * n + k];
      matrix[i * n + j] = i === j ? Math.sqrt(sum) : sum / matrix[j * n + j];
    }
  }
}
