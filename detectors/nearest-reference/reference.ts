import { drawWithoutReplacement, seededRandom } from '../../kernels/random.ts';
import { checkRows, columnOf, quantileOf, robustSpread } from '../column-statistics.ts';
import { zScale } from '../z-scores.ts';

/** Rows to measure distances from, and the unit of each feature. */
export interface Reference {
  readonly featureCount: number;
  readonly count: number;
  /** Which of the nearest counts; at most `count`. */
  readonly neighbours: number;
  /** By feature: the median of the rows of the fit, and their spread, above 0. */
  readonly centres: Float64Array;
  readonly spreads: Float64Array;
  /** count * features, row-major: distances from the centre in spreads. */
  readonly values: Float32Array;
}

/** Farther out no row is told apart: the squares of a row of 65,534 features must be numbers of float32. */
const FARTHEST = 1e15;

/**
 * Draws the reference rows, decided by the seed, and measures the spread of each feature over all rows.
 *
 * The unit is the interquartile range, so that a few strange rows do not stretch it; where that is 0 the standard
 * deviation, and 1 where that is 0, too.
 *
 * @param rows n * featureCount, row-major, finite
 * @returns also the numbers of the drawn rows, in the order of the reference
 * @throws {RangeError} when there is no row
 */
export function drawReference(
  rows: Float64Array,
  featureCount: number,
  options: { readonly references: number; readonly neighbours: number; readonly seed: number },
): { reference: Reference; drawn: Uint32Array } {
  checkRows(rows, featureCount);
  const rowCount = rows.length / featureCount;
  const count = Math.min(options.references, rowCount);
  const neighbours = Math.min(options.neighbours, count);
  const centres = new Float64Array(featureCount);
  const spreads = new Float64Array(featureCount);
  const { deviations } = zScale(rows, featureCount);
  for (let f = 0; f < featureCount; f++) {
    const column = columnOf(rows, featureCount, f).sort();
    centres[f] = quantileOf(column, 0.5);
    spreads[f] = Math.min(robustSpread(column) || deviations[f], Number.MAX_VALUE);
  }
  const drawn = drawWithoutReplacement(count, rowCount, seededRandom(options.seed));
  const reference = {
    featureCount,
    count,
    neighbours,
    centres,
    spreads,
    values: new Float32Array(count * featureCount),
  };
  for (const [i, row] of drawn.entries()) {
    inSpreads(reference, rows, row * featureCount, reference.values.subarray(i * featureCount, (i + 1) * featureCount));
  }
  return { reference, drawn };
}

/** Measures the row at `rows[at..]` from the centre in spreads; what is no number is as far out as can be. */
export function inSpreads(
  { featureCount, centres, spreads }: Pick<Reference, 'featureCount' | 'centres' | 'spreads'>,
  rows: Float64Array,
  at: number,
  out: Float32Array,
): void {
  for (let f = 0; f < featureCount; f++) {
    const z = (rows[at + f] - centres[f]) / spreads[f];
    out[f] = z < FARTHEST ? Math.max(z, -FARTHEST) : FARTHEST;
  }
}
