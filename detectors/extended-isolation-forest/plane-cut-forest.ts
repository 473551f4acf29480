import { GREATEST_FLOAT32 } from '../../kernels/float32.ts';
import { type Forest, LEAF } from '../forest/forest.ts';
import { clippedToFloat32 } from '../forest/grow/clipped-to-float32.ts';

/**
 * Trees whose splits are planes: a row goes left where its product with the normal of the plane is at most the
 * threshold.
 *
 * It is a forest whose splits are all on feature 0, which says nothing; the normals say on what. Split s, counted in
 * the order of the nodes, has the normal `normals[s * featureCount]` up to `normals[(s + 1) * featureCount]`.
 */
export interface PlaneCutForest extends Forest {
  readonly normals: Float32Array;
}

/** Numbers splits in the order of the nodes; what leaves get means nothing. */
export function splitNumbers(feature: Int32Array): Int32Array {
  let splits = 0;
  return feature.map((f) => (f === LEAF ? 0 : splits++));
}

/** Prepares the value of a row for products: what is beyond float32 is the furthest that there is, NaN is 0. */
export function planeValue(value: number): number {
  return Number.isNaN(value) ? 0 : Math.max(-GREATEST_FLOAT32, Math.min(GREATEST_FLOAT32, value));
}

/** The product of a row and the normal that begins at `from`, as float32. @param row as {@link planeValue} has it */
export function productOf(normals: ArrayLike<number>, from: number, row: ArrayLike<number>): number {
  let product = 0;
  for (let f = 0; f < row.length; f++) product += normals[from + f] * row[f];
  return clippedToFloat32(product);
}
