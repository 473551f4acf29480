import { seededRandom } from '../../kernels/random.ts';

/** A copy of the rows in which a share of the cells, drawn by the seed, is missing (NaN). */
export function withGaps(rows: Float64Array, share: number, seed: number): Float64Array {
  const random = seededRandom(seed);
  return rows.map((value) => (random() < share ? Number.NaN : value));
}
