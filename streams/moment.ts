/** What the experts of one feature are told of one observation. */
export interface Moment {
  /** The value, a float32: the precision in which past values are known. */
  value: number;
  /** Observations of this feature, this one included. */
  n: number;
  /**
   * The floor of every scale: 0.1 % of the usual level, so that no near-constant stream is strange by its last digits.
   */
  floor: number;
  /** The bin of the profile, 0 to 47; -1 where the time is unknown. */
  bin: number;
  /** Observations in a third of a day, 6 to 128. */
  span: number;
  /** What the profile says for this moment, and the value minus that. */
  base: number;
  residual: number;
  /** The usual size of the residual, at least the floor. */
  spread: number;
  /** Whether this very bin of the profile was seen before. */
  isBinKnown: boolean;
}

/**
 * One expert: says how far a value is from what it expects, in units of what is usual, from the state before this
 * observation; then it learns. 0 or more; higher is stranger. The feature's state is in the workspace.
 */
export type Expert = (moment: Moment) => number;
