/** Rows to look for neighbours in. */
export interface NeighbourRows {
  readonly count: number;
  /** count * features, row-major. */
  readonly values: Float32Array;
  /** By feature, the unit that differences are measured in, above 0: an interquartile range. */
  readonly spreads: Float64Array;
}

/** How many of the nearest rows the median is taken of: enough for a steady one, few enough to lie close. */
export const NEIGHBOURS = 15;

/** One other feature that is off counts at most as this many spreads, so that it cannot choose the neighbours alone. */
export const FARTHEST = 3;

/**
 * Finds, for each of the `wanted` features, its median in the rows that are nearest to the given one in all other
 * features.
 *
 * @param row one value for each feature, compared as float32
 */
export type NeighbourMedians = (row: Float64Array, wanted: readonly number[]) => number[];
