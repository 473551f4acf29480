import type { Ellipsoid } from './ellipsoid.ts';
import { inverseOf } from './precision.ts';

/** A step doubles the digits: after one that changed so little the next would change none. */
const SETTLED = 1e-9;
/** More than any covariance with a ridge takes. */
const MOST_STEPS = 60;

/**
 * Finds what shares a squared Mahalanobis distance out by feature: the corr-max transformation of a row into values
 * that do not go together, each of which goes with its own feature as much as can be. Their squares add up to the
 * distance.
 *
 * A value that is usual alone and not beside the others has its share, which its own distance from the centre would not
 * give it. Cost: O(features^3).
 * @param precision features * features, row-major
 * @returns features * features, row-major: makes those values of a row's distance from the centre
 * @see Garthwaite & Koch (2016), Evaluating the contributions of individual variables to a quadratic form, Australian &
 *   New Zealand Journal of Statistics 58, section 3
 */
export function corrMaxOf({ featureCount: n, precision }: Pick<Ellipsoid, 'featureCount' | 'precision'>): Float64Array {
  const covariance = inverseOf(precision.slice(), n);
  const deviations = Float64Array.from({ length: n }, (_, f) => Math.sqrt(covariance[f * n + f]));
  const correlation = covariance.map((value, i) => value / (deviations[Math.floor(i / n)] * deviations[i % n]));
  return inverseRootOf(correlation, n).map((value, i) => value / deviations[i % n]);
}

/**
 * Finds the symmetric matrix whose square is the inverse of a symmetric, positive definite one.
 *
 * @param matrix n * n, row-major
 * @see Higham (2008), Functions of Matrices, equation 6.15 (Denman-Beavers iteration)
 */
function inverseRootOf(matrix: Float64Array, n: number): Float64Array {
  let root = matrix;
  let inverse = matrix.map((_, i) => Number(i % (n + 1) === 0));
  for (let step = 0; step < MOST_STEPS; step++) {
    const [ofRoot, ofInverse] = [inverseOf(root.slice(), n), inverseOf(inverse.slice(), n)];
    root = root.map((value, i) => (value + ofInverse[i]) / 2);
    const next = inverse.map((value, i) => (value + ofRoot[i]) / 2);
    const change = next.reduce((most, value, i) => Math.max(most, Math.abs(value - inverse[i])), 0);
    inverse = next;
    if (change <= SETTLED) break;
  }
  return inverse;
}
