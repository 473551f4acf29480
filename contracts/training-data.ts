import type { Derivation } from './derive.ts';

/** The lanes of n rows, in decades, see `lanes.ts`; NaN in both where the source was too new to say anything. */
export interface RowLanes {
  readonly stream: Float64Array;
  readonly step: Float64Array;
}

/** Rows to train on. No labels: a reader looks at them only to refuse a column that gives them away. */
export interface TrainingData {
  /** Names in column order. */
  readonly features: readonly string[];
  /** n * features, row-major; NaN is a missing value. */
  readonly rows: Float64Array;
  /** n, milliseconds since the epoch, in any order; absent where the rows have no times. */
  readonly timestampsMs?: Float64Array;
  /** n, a number for each source, from 0; absent where all rows are of one. */
  readonly sources?: Uint32Array;
  /** What the past of its source said of each row when it came; absent where the rows have no times. */
  readonly lanes?: RowLanes;
  /** By name n each, undefined where a row has none; absent where nothing is made of labels. */
  readonly labels?: Readonly<Record<string, readonly (string | undefined)[]>>;
  /** Of what the last features were derived; absent where none were. */
  readonly derive?: readonly Derivation[];
  /** Says where a row stands, from 0, for people: file and line; absent where rows come from no file. */
  readonly placeOf?: (row: number) => string;
  /**
   * Numbers that stand for a missing value, which the reader has taken out of the rows; absent where there are none.
   */
  readonly missingValues?: readonly number[];
}
