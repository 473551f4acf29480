import { seededRandom } from '../../kernels/random.ts';

/** Standard normal numbers (Box-Muller). */
export function normals(seed: number): () => number {
  const random = seededRandom(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Rows of independent standard normal values, n * d, row-major. */
export function normalRows(rowCount: number, featureCount: number, seed: number): Float64Array {
  const next = normals(seed);
  return Float64Array.from({ length: rowCount * featureCount }, next);
}
