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
  /** Which lane led: one of `LANE_CODES`. */
  readonly lane: Uint8Array;
}

/**
 * How a row is marked: a combination of its verdict and its label. `within` is not flagged and labelled strange, in an
 * event that was found all the same.
 */
export const MARK = { none: 0, strange: 1, falseAlarm: 2, missed: 3, within: 4 } as const;

/** Decodes the columns that the report was written with; rows without times are numbered from 1. */
export function decodeRows({ columns, events }: PageData): Rows {
  const floats = (column: string) => new Float32Array(decodeBase64(column));
  const score = floats(columns.score);
  const seconds = columns.seconds === undefined ? undefined : new Float64Array(decodeBase64(columns.seconds));
  const anomalous = new Uint8Array(decodeBase64(columns.anomalous));
  const truth = columns.truth === undefined ? undefined : new Uint8Array(decodeBase64(columns.truth));
  const source = new Uint32Array(decodeBase64(columns.source));
  const found = Map.groupBy(
    events.filter(({ outcome }) => outcome === 'found'),
    (event) => event.source,
  );
  const isFound = (row: number) =>
    seconds !== undefined && !!found.get(source[row])?.some((event) => isWithin(seconds[row], event));
  return {
    count: score.length,
    x: seconds ?? Float64Array.from({ length: score.length }, (_, row) => row + 1),
    timed: seconds !== undefined,
    values: columns.values.map(floats),
    usual: columns.usual?.map(({ low, high }) => ({ low: floats(low), high: floats(high) })),
    source,
    score,
    threshold: floats(columns.threshold),
    grade: new Uint8Array(decodeBase64(columns.grade)),
    reason: new Uint16Array(decodeBase64(columns.reason)),
    lane: new Uint8Array(decodeBase64(columns.lane)),
    mark: anomalous.map((flag, row) => markOf(flag === 1, truth?.[row], () => isFound(row))),
  };
}

/** Whether a row was flagged, rightly or not. */
export function isFlagged(mark: number): boolean {
  return mark === MARK.strange || mark === MARK.falseAlarm;
}

/** Whether a row is worth stopping at. */
export function isMarked(mark: number): boolean {
  return mark !== MARK.none && mark !== MARK.within;
}

function markOf(anomalous: boolean, truth: number | undefined, isFound: () => boolean): number {
  if (anomalous) return truth === 0 ? MARK.falseAlarm : MARK.strange;
  return truth === 1 ? (isFound() ? MARK.within : MARK.missed) : MARK.none;
}

function isWithin(seconds: number, { from, to }: { readonly from: number; readonly to: number }): boolean {
  return from <= seconds && seconds <= to;
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
  readonly lane: Uint8Array;
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
      lane: rows.lane,
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
    lane: Uint8Array.from(numbers, (row) => rows.lane[row]),
    oneSource: true,
    rowAt: (index) => numbers[index],
    column: (all) => Float32Array.from(numbers, (row) => all[row]),
  };
}
