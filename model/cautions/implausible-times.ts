import { counted } from '../../contracts/counted.ts';
import { isAhead, isEarly } from '../plausible-times.ts';

const YEAR_1971_MS = Date.UTC(1971);
/** What one shard of a stream takes, records a second. */
const SHARD_ROWS_PER_SECOND = 1000;
/** Fewer rows may well come in one burst. */
const ROWS_OF_A_RATE = 100;

/** The times of rows, and what they are compared with. */
export interface RowTimes {
  /** n, milliseconds since 1970. */
  readonly timestampsMs: Float64Array;
  /** The time of training; absent where no time is to be compared with it. */
  readonly nowMs?: number;
  /** By the rows' own clock. */
  readonly rowsPerDay?: number;
  /** Where a row stands, from 0, for people. */
  readonly placeOf: (row: number) => string;
}

/** Says which times are hardly those of measurements: before 2000, ahead of now, denser than a stream carries. */
export function implausibleTimes(times: RowTimes): string[] {
  const { timestampsMs, nowMs } = times;
  const early = rowsWhere(timestampsMs, isEarly);
  const ahead = rowsWhere(timestampsMs, (timeMs) => isAhead(timeMs, nowMs));
  const without = early.count + ahead.count < timestampsMs.length ? COUNTED_WITHOUT : '';
  return [...earlyTimes(times, early, without), ...aheadTimes(times, ahead, without), ...denseTimes(times)];
}

interface Found {
  readonly count: number;
  /** Of a row, from 0. */
  readonly first: number;
}

const COUNTED_WITHOUT = '; rows a day are counted without such';

function rowsWhere(timestampsMs: Float64Array, isOne: (timeMs: number) => boolean): Found {
  const count = timestampsMs.reduce((sum, timeMs) => sum + (isOne(timeMs) ? 1 : 0), 0);
  return { count, first: timestampsMs.findIndex(isOne) };
}

function earlyTimes(times: RowTimes, { count, first }: Found, without: string): string[] {
  const { length } = times.timestampsMs;
  if (count === 0) return [];
  const at = firstAt(times, first, count);
  if (count === length) return [`every time is before the year 2000, ${at}: is that column a time, and in which unit?`];
  const unset = times.timestampsMs[first] < YEAR_1971_MS ? ': a clock that was not set' : '';
  return [
    `${counted(count, 'row')} of ${length.toLocaleString('en')} ${count === 1 ? 'is' : 'are'} before the year 2000, ` +
      `${at}${unset}${without}`,
  ];
}

function aheadTimes(times: RowTimes, { count, first }: Found, without: string): string[] {
  if (count === 0) return [];
  const are = count === 1 ? 'is' : 'are';
  return [
    `${counted(count, 'row')} ${are} more than a day ahead of the clock, ${firstAt(times, first, count)}${without}`,
  ];
}

function denseTimes({ timestampsMs, rowsPerDay = 0 }: RowTimes): string[] {
  const perSecond = Math.round(rowsPerDay / 86_400);
  if (timestampsMs.length < ROWS_OF_A_RATE || perSecond <= SHARD_ROWS_PER_SECOND) return [];
  return [
    `by their times ${perSecond.toLocaleString('en')} rows came in a second, more than the ` +
      `${SHARD_ROWS_PER_SECOND.toLocaleString('en')} that a shard of the stream takes: are the times in another unit?`,
  ];
}

/** `rows.csv, line 7, at 1970-01-01T00:00:00.000Z`. */
function firstAt({ timestampsMs, placeOf }: RowTimes, row: number, count: number): string {
  return `${count > 1 ? 'the first in ' : ''}${placeOf(row)}, at ${isoTime(timestampsMs[row])}`;
}

/** A time that no calendar has stays a number. */
function isoTime(timeMs: number): string {
  const date = new Date(timeMs);
  return Number.isNaN(date.getTime()) ? `${timeMs} ms since 1970` : date.toISOString();
}
