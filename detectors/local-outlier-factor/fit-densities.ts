import type { KDTree } from './k-d-tree.ts';
import { type NearestRows, nearestRows } from './nearest-rows.ts';

/** How dense it is around each of the training rows, and how far their neighbours are. */
export interface Densities {
  /** By row, the distance to its k-th nearest neighbour. */
  readonly reaches: Float64Array;
  /** By row, its local reachability density. */
  readonly densities: Float64Array;
}

/** As a search leaves them: -1 in the last places where there are fewer than k. */
type Neighbours = Pick<NearestRows, 'rows' | 'distances'>;

/** scikit-learn's, for rows with k neighbours at no distance: their density is 1e10. */
const LEAST_REACH = 1e-10;

/**
 * Measures the densities of the rows of a tree, a row being none of its own neighbours.
 *
 * @param points of the tree, row-major, by row
 * @param k neighbours, fewer than there are rows
 * @returns also the factors of the rows themselves
 */
export function fitDensities(tree: KDTree, points: Float64Array, k: number): Densities & { factors: Float64Array } {
  const { dimensions, rows } = tree;
  const nearest = nearestRows(tree, k, false);
  const neighbours = new Int32Array(rows.length * k);
  const distances = new Float64Array(rows.length * k);
  const reaches = new Float64Array(rows.length);
  // in the order of the tree, so that what one row touched the next one touches again
  for (const row of rows) {
    nearest.find(points, row * dimensions, row);
    neighbours.set(nearest.rows, row * k);
    distances.set(nearest.distances, row * k);
    reaches[row] = nearest.distances[k - 1];
  }
  const nearestOf = (row: number): Neighbours => ({
    rows: neighbours.subarray(row * k, (row + 1) * k),
    distances: distances.subarray(row * k, (row + 1) * k),
  });
  const densities = reaches.map((_, row) => densityOf(nearestOf(row), reaches));
  const factors = densities.map((density, row) => meanDensity(nearestOf(row), densities) / density);
  return { reaches, densities, factors };
}

/**
 * The local reachability density of a row: one over the mean reachability distance from its neighbours, which is their
 * distance, but at least how far each of them has to go for its own k-th.
 *
 * @see Breunig, Kriegel, Ng & Sander (2000), LOF: identifying density-based local outliers, SIGMOD, definitions 5 and 6.
 */
export function densityOf({ rows, distances }: Neighbours, reaches: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (; count < rows.length && rows[count] >= 0; count++) sum += Math.max(distances[count], reaches[rows[count]]);
  return 1 / (sum / Math.max(count, 1) + LEAST_REACH);
}

/** The mean of the neighbours' own densities: what that of a row is compared with. */
export function meanDensity({ rows }: Neighbours, densities: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (; count < rows.length && rows[count] >= 0; count++) sum += densities[rows[count]];
  return sum / Math.max(count, 1);
}
