/** What is taken from each feature, and what it is then divided by; length = features. */
export interface ZScale {
  readonly means: Float64Array;
  readonly deviations: Float64Array;
}

/** So far away that nothing is farther, and so near that the squares of many such distances add up. */
const MOST = 1e150;

/**
 * Measures the mean and the standard deviation of each feature, as scikit-learn's StandardScaler does: of the whole
 * population, 1 where a feature never varies.
 *
 * @param rows n * featureCount, row-major
 */
export function zScale(rows: Float64Array, featureCount: number): ZScale {
  const count = rows.length / featureCount;
  const means = new Float64Array(featureCount);
  const deviations = new Float64Array(featureCount).fill(1);
  for (let f = 0; f < featureCount; f++) {
    let sum = 0;
    let varies = false;
    for (let at = f; at < rows.length; at += featureCount) {
      sum += limited(rows[at]);
      varies ||= rows[at] !== rows[f];
    }
    // the sum of equal values would be rounded
    means[f] = varies ? sum / count : limited(rows[f]);
    if (!varies) continue;
    let squares = 0;
    for (let at = f; at < rows.length; at += featureCount) {
      const difference = limited(rows[at]) - means[f];
      squares += difference * difference;
    }
    // values may differ by less than what a square can hold
    deviations[f] = Math.sqrt(squares / count) || 1;
  }
  return { means, deviations };
}

/** Makes the scale that leaves every value as it is. */
export function noScale(featureCount: number): ZScale {
  return { means: new Float64Array(featureCount), deviations: new Float64Array(featureCount).fill(1) };
}

/**
 * Writes rows, scaled and limited to {@link MOST} on either side, to `out[0..]`; NaN is taken for plus infinity.
 *
 * @param from where in `rows` the first of them begins
 * @param to where the last one ends
 */
export function scaleRows(
  { means, deviations }: ZScale,
  rows: Float64Array,
  from: number,
  to: number,
  out: Float64Array,
) {
  const featureCount = means.length;
  for (let at = from, outAt = 0; at < to; ) {
    for (let f = 0; f < featureCount; f++, at++, outAt++) {
      out[outAt] = limited((rows[at] - means[f]) / deviations[f]);
    }
  }
}

function limited(value: number): number {
  return value < MOST ? Math.max(value, -MOST) : MOST;
}
