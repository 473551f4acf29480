/** Points to look for neighbours among. */
export interface Points {
  readonly count: number;
  readonly featureCount: number;
  /** count * features, row-major; no difference of two is so far that the sum of its squares leaves float32. */
  readonly values: Float32Array;
}

/** Finds the square of the Euclidean distance from a row, taken as float32, to the k-th nearest of the points. */
export type KthDistance = (row: Float32Array) => number;
