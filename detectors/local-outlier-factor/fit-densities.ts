import type { KDTree } from './k-d-tree.ts';
import { type NearestRows, nearestRows } from './nearest-rows.ts';

/** How dense it is around each of the training rows, and how far their neighbours are. */
export interface Densities {
  /** By row, the distance to its k-th nearest neighbour. */
  readonly reaches: Float64Array;
  /** By row, its local reachability density. */
  readonly densities: Float64Array;
}

/** As searches leave them, of one row after the other: -1 in the last places of k where there are fewer. */
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
  const found = { rows: neighbours, distances };
  const densities = reaches.map((_, row) => densityOf(found, row * k, k, reaches));
  const factors = densities.map((density, row) => meanDensity(found, row * k, k, densities) / density);
  return { reaches, densities, factors };
}

/**
 * The local reachability density of a row: one over the mean reachability distance from its neighbours, which is their
 * distance, but at least how far each of them has to go for its own k-th.
 *
 * @param at where its k neighbours begin
 * @see Breunig, Kriegel, Ng & Sander (2000), LOF: identifying density-based local outliers, SIGMOD, definitions 5 and
 *   6.
 */
export function densityOf({ rows, distances }: Neighbours, at: number, k: number, reaches: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (; count < k && rows[at + count] >= 0; count++) {
    const distance = distances[at + count];
    const reach = reaches[rows[at + count]];
    sum += distance > reach ? distance : reach;
  }
  return 1 / (sum / Math.max(count, 1) + LEAST_REACH);
}

/** The mean of the neighbours' own densities: what that of a row is compared with. @param at as above */
export function meanDensity({ rows }: Neighbours, at: number, k: number, densities: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (; count < k && rows[at + count] >= 0; count++) sum += densities[rows[at + count]];
  return sum / Math.max(count, 1);
}
