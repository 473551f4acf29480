/** Where the usual rows lie: around a centre, in the proportions of a covariance. */
export interface Ellipsoid {
  readonly featureCount: number;
  /** By feature: the mean and the deviation, above 0, that z-scores are made with. */
  readonly means: Float64Array;
  readonly deviations: Float64Array;
  /** By feature, in z-scores. */
  readonly centre: Float64Array;
  /**
   * The inverse of the covariance of the z-scores: features * features, row-major and symmetric; or, for more features
   * than {@link MOST_CORRELATED}, its diagonal alone.
   */
  readonly precision: Float64Array;
}

/** Of more features than this only the variances are kept: covariances grow with the square. */
export const MOST_CORRELATED = 200;

/** So far out, in deviations, no row is told apart. */
const FARTHEST = 1e6;

/** Makes the z-scores of the row at `rows[at..]`; what is no number is as far out as can be. */
export function standardise(
  { featureCount, means, deviations }: Pick<Ellipsoid, 'featureCount' | 'means' | 'deviations'>,
  rows: Float64Array,
  at: number,
  out: Float64Array,
): void {
  for (let f = 0; f < featureCount; f++) {
    const z = (rows[at + f] - means[f]) / deviations[f];
    out[f] = z < FARTHEST ? Math.max(z, -FARTHEST) : FARTHEST;
  }
}

/**
 * Shares the squared Mahalanobis distance of z-scores out by feature: what each is off the centre, times what the
 * precision makes of the whole.
 *
 * @param z features, which are moved to where they are from the centre
 * @param out by feature
 * @returns their sum, the squared distance
 */
export function squaredParts(
  { featureCount, centre, precision }: Pick<Ellipsoid, 'featureCount' | 'centre' | 'precision'>,
  z: Float64Array,
  out: Float64Array,
): number {
  for (let f = 0; f < featureCount; f++) z[f] -= centre[f];
  const isDiagonal = precision.length === featureCount;
  let squared = 0;
  for (let f = 0; f < featureCount; f++) {
    let weighted = 0;
    if (isDiagonal) weighted = precision[f] * z[f];
    else for (let g = 0, at = f * featureCount; g < featureCount; g++, at++) weighted += precision[at] * z[g];
    out[f] = z[f] * weighted;
    squared += out[f];
  }
  return squared;
}
