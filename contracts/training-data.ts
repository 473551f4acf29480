/** Rows to train on. No labels: a reader looks at them only to refuse a column that gives them away. */
export interface TrainingData {
  /** Names in column order. */
  readonly features: readonly string[];
  /** n * features, row-major; NaN is a missing value. */
  readonly rows: Float64Array;
  /** n, milliseconds since the epoch, in any order; absent where the rows have no times. */
  readonly timestampsMs?: Float64Array;
}
