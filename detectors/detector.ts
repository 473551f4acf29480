/**
 * Numbers in, scores out: no I/O, no AWS, no clock. What every detector can do once fitted.
 *
 * Shapes:    rows: n * d, row-major; out: n.
 * Direction: higher is stranger; for Isolation Forest in (0, 1).
 * Missing:   NaN never reaches a detector: the model imputes first.
 */
export interface Detector {
  readonly kind: string;
  readonly featureCount: number;
  /** The highest score that this fitted detector can give. */
  readonly maxScore: number;
  /** Scores of `count` rows, into `out` when given; no other allocation. */
  score(rows: Float64Array, count: number, out?: Float64Array): Float64Array;
}
