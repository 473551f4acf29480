/**
 * Numbers in, scores out: no I/O, no AWS, no clock. What every detector can do once fitted.
 *
 * Shapes:    rows: n * d, row-major; out: n.
 * Direction: higher is stranger; for Isolation Forest in (0, 1).
 * Missing:   the model imputes before it asks, by {@link Detector.fill} where there is one, else with medians; what a
 *            detector makes of NaN, its docstring says, and it stays finite.
 */
export interface Detector {
  /** Its name in the registry. */
  readonly kind: string;
  readonly featureCount: number;
  /** The highest score that this fitted detector can give; absent where there is no such bound. */
  readonly maxScore?: number;
  /** The score where nothing is known of a row: what contributions are measured from. Absent where there are none. */
  readonly expectedScore?: number;
  /**
   * The scores of the rows that it was fitted on, in their order, each judged by the others alone. Absent where
   * {@link score} says the same, or would but for noise, and in a detector that was decoded.
   */
  readonly trainingScores?: Float64Array;
  /** Of a detector that is made of others: those. */
  readonly members?: readonly { readonly detector: Detector }[];
  /** Scores `count` rows, into `out` when given; it allocates nothing else. */
  score(rows: Float64Array, count: number, out?: Float64Array): Float64Array;
  /**
   * Says by feature what it added to the score of one row; together they are the score minus {@link expectedScore}.
   * Absent where a score cannot be shared out like that.
   */
  contributions?(row: Float64Array, out?: Float64Array): Float64Array;
  /**
   * Writes into one row, in place of what is missing, what is most usual beside the values that are there. Absent where
   * the detector knows nothing of that.
   *
   * @param row all but the missing values finite
   * @param missing the numbers of those features
   */
  fill?(row: Float64Array, missing: readonly number[]): void;
  /** Writes the fitted detector as bytes, to the last bit; the same detector gives the same bytes. */
  encode(): Uint8Array;
}
