import type { PageData } from './page-data.ts';

/** Judged rows in the order of time, as columns of equal length. */
export interface Rows {
  readonly count: number;
  /** Seconds since the epoch, or row numbers from 1. */
  readonly x: Float64Array;
  readonly timed: boolean;
  readonly values: readonly Float32Array[];
  /** By feature, the ends of what was usual; absent where nothing is known of it. */
  readonly usual?: readonly { readonly low: Float32Array; readonly high: Float32Array }[];
  readonly source: Uint32Array;
  readonly score: Float32Array;
  readonly threshold: Float32Array;
  readonly grade: Uint8Array;
  readonly mark: Uint8Array;
  /** Index of the feature that made the row strange before all others. */
  readonly reason: Uint16Array;
}

/** How a row is marked: a combination of its verdict and its label. */
export const MARK = { none: 0, strange: 1, falseAlarm: 2, missed: 3 } as const;

/** Decodes the columns that the report was written with; rows without times are numbered from 1. */
export function decodeRows({ columns }: PageData): Rows {
  const floats = (column: string) => new Float32Array(decodeBase64(column));
  const score = floats(columns.score);
  const seconds = columns.seconds === undefined ? undefined : new Float64Array(decodeBase64(columns.seconds));
  const anomalous = new Uint8Array(decodeBase64(columns.anomalous));
  const truth = columns.truth === undefined ? undefined : new Uint8Array(decodeBase64(columns.truth));
  return {
    count: score.length,
    x: seconds ?? Float64Array.from({ length: score.length }, (_, row) => row + 1),
    timed: seconds !== undefined,
    values: columns.values.map(floats),
    usual: columns.usual?.map(({ low, high }) => ({ low: floats(low), high: floats(high) })),
    source: new Uint32Array(decodeBase64(columns.source)),
    score,
    threshold: floats(columns.threshold),
    grade: new Uint8Array(decodeBase64(columns.grade)),
    reason: new Uint16Array(decodeBase64(columns.reason)),
    mark: anomalous.map((flag, row) => markOf(flag === 1, truth?.[row])),
  };
}

function markOf(anomalous: boolean, truth: number | undefined): number {
  if (anomalous) return truth === 0 ? MARK.falseAlarm : MARK.strange;
  return truth === 1 ? MARK.missed : MARK.none;
}

function decodeBase64(text: string): ArrayBuffer {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes.buffer;
}

/** The rows of one source, or all of them: a list of row numbers, and columns taken from it. */
export interface Selection {
  readonly x: Float64Array;
  readonly mark: Uint8Array;
  readonly grade: Uint8Array;
  readonly reason: Uint16Array;
  /** Whether the rows are one thing's, so that a line may join them. */
  readonly oneSource: boolean;
  rowAt(index: number): number;
  column(all: Float32Array): Float32Array;
}

/** Takes the rows of one source, or all where `source` is undefined or there is only one. */
export function selectSource(rows: Rows, source: number | undefined, sourceCount: number): Selection {
  if (source === undefined || sourceCount < 2) {
    return {
      x: rows.x,
      mark: rows.mark,
      grade: rows.grade,
      reason: rows.reason,
      oneSource: sourceCount < 2,
      rowAt: (index) => index,
      column: (all) => all,
    };
  }
  const numbers = Uint32Array.from({ length: rows.count }, (_, row) => row).filter(
    (row) => rows.source[row] === source,
  );
  return {
    x: Float64Array.from(numbers, (row) => rows.x[row]),
    mark: Uint8Array.from(numbers, (row) => rows.mark[row]),
    grade: Uint8Array.from(numbers, (row) => rows.grade[row]),
    reason: Uint16Array.from(numbers, (row) => rows.reason[row]),
    oneSource: true,
    rowAt: (index) => numbers[index],
    column: (all) => Float32Array.from(numbers, (row) => all[row]),
  };
}
