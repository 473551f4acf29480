import { checkRows, columnOf, quantileOf, robustSpread } from '../column-statistics.ts';
import { type ZScale, zScale } from '../z-scores.ts';
import { type Ellipsoid, squaredParts, standardise } from './ellipsoid.ts';
import { centreAndPrecision } from './precision.ts';

/** A deviation that is more often its robust estimate than this is that of a few values far outside. */
const MOST_ROBUST_SPREADS = 50;
/** How often the strangest rows are left out, and the share that stays. */
const TRIMMING_STEPS = 2;
const KEPT_SHARE = 0.75;

/**
 * Finds where the usual rows lie: the centre and covariance of all rows, then twice those of the 75 % that are nearest
 * by what was found before, so that strange rows have no say in what is usual.
 *
 * Cost: O(n * features * (features + log n)), and a second array of the size of the rows.
 * @param rows n * featureCount, row-major, finite
 * @throws {RangeError} when there is no row
 * @see Rousseeuw & Van Driessen (1999), A fast algorithm for the minimum covariance determinant estimator,
 *   Technometrics 41, section 3 (concentration steps, here from all rows and with a ridge)
 */
export function concentrate(rows: Float64Array, featureCount: number): Ellipsoid {
  checkRows(rows, featureCount);
  const count = rows.length / featureCount;
  const scale = { featureCount, ...robustScale(rows, featureCount) };
  const z = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i += featureCount) standardise(scale, rows, i, z.subarray(i, i + featureCount));

  let found = centreAndPrecision(
    z,
    featureCount,
    Uint32Array.from({ length: count }, (_, i) => i),
  );
  for (let step = 0; step < TRIMMING_STEPS; step++) {
    const distances = distancesOf({ featureCount, ...found }, z);
    found = centreAndPrecision(z, featureCount, nearestOf(distances, Math.max(1, Math.floor(KEPT_SHARE * count))));
  }
  return { ...scale, ...found };
}

/**
 * Measures mean and deviation of each feature; where a few values far outside make the deviation, median and
 * interquartile range instead. One value of a million among usual ones would hide all that they do: the ridge is in
 * deviations.
 */
function robustScale(rows: Float64Array, featureCount: number): ZScale {
  const { means, deviations } = zScale(rows, featureCount);
  for (let f = 0; f < featureCount; f++) {
    const column = columnOf(rows, featureCount, f).sort();
    const spread = robustSpread(column);
    if (!(spread > 0 && deviations[f] > MOST_ROBUST_SPREADS * spread)) continue;
    means[f] = quantileOf(column, 0.5);
    deviations[f] = spread;
  }
  return { means, deviations };
}

function distancesOf(
  ellipsoid: Pick<Ellipsoid, 'featureCount' | 'centre' | 'precision'>,
  z: Float64Array,
): Float64Array {
  const { featureCount } = ellipsoid;
  const row = new Float64Array(featureCount);
  const parts = new Float64Array(featureCount);
  return Float64Array.from({ length: z.length / featureCount }, (_, i) => {
    row.set(z.subarray(i * featureCount, (i + 1) * featureCount));
    return squaredParts(ellipsoid, row, parts);
  });
}

/** The numbers of the smallest distances, ascending; of equal ones the first count. */
function nearestOf(distances: Float64Array, count: number): Uint32Array {
  const farthest = distances.slice().sort()[count - 1];
  let equal = count - distances.reduce((nearer, distance) => nearer + (distance < farthest ? 1 : 0), 0);
  const nearest = new Uint32Array(count);
  let found = 0;
  for (const [i, distance] of distances.entries()) {
    if (distance < farthest || (distance === farthest && equal-- > 0)) nearest[found++] = i;
  }
  return nearest;
}
