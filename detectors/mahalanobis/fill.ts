import { type Ellipsoid, standardise } from './ellipsoid.ts';
import { inverseOf } from './precision.ts';

/** For more values at once the centre must do: time grows with the third power. */
const MOST_TOGETHER = 64;

/**
 * Writes, in place of what is missing in a row, what brings it nearest to the centre: the expectation of a normal
 * distribution given the values that are there. The squared distance is then that of those values alone.
 *
 * Cost: O(missing^3 + missing * features).
 * @param missing numbers of features
 * @see Little & Rubin (2019), Statistical Analysis with Missing Data, section 11.2
 */
export function fillUsual(ellipsoid: Ellipsoid, row: Float64Array, missing: readonly number[]): void {
  const { featureCount: width, means, deviations, centre, precision } = ellipsoid;
  const count = missing.length;
  let off = new Float64Array(count);
  if (precision.length > width && count <= MOST_TOGETHER) {
    const z = new Float64Array(width);
    standardise(ellipsoid, row, 0, z);
    for (let f = 0; f < width; f++) z[f] -= centre[f];
    for (const f of missing) z[f] = 0;
    const pulls = Float64Array.from(missing, (f) =>
      z.reduce((sum, value, g) => sum + precision[f * width + g] * value, 0),
    );
    const among = Float64Array.from(
      { length: count * count },
      (_, i) => precision[missing[Math.floor(i / count)] * width + missing[i % count]],
    );
    const spread = inverseOf(among, count);
    off = off.map((_, i) => -pulls.reduce((sum, pull, j) => sum + spread[i * count + j] * pull, 0));
  }
  for (const [i, f] of missing.entries()) row[f] = means[f] + deviations[f] * (centre[f] + off[i]);
}
