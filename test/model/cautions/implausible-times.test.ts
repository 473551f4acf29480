import { expect, test } from 'vitest';
import { implausibleTimes } from '../../../model/cautions/implausible-times.ts';

const NOW_MS = Date.UTC(2026, 10, 27);
const HOUR_MS = 3_600_000;

function told(times: readonly number[], more: { rowsPerDay?: number; nowMs?: number } = {}): string[] {
  const placeOf = (row: number) => `rows.csv, line ${row + 2}`;
  return implausibleTimes({ timestampsMs: Float64Array.from(times), nowMs: NOW_MS, placeOf, ...more });
}

test('nothing is told of times from 2000 to a day ahead', () => {
  expect(told([Date.UTC(2000), Date.UTC(2020), NOW_MS + 24 * HOUR_MS])).toEqual([]);
});

test('one row in 1970 among others is a clock that was not set, and does not count for the rate', () => {
  expect(told([NOW_MS, 0, NOW_MS - HOUR_MS])).toEqual([
    '1 row of 3 is before the year 2000, rows.csv, line 3, at 1970-01-01T00:00:00.000Z: a clock that was not set; rows ' +
      'a day are counted without such',
  ]);
});

test('several rows before 2000 are told with the first', () => {
  const [sentence] = told([NOW_MS, Date.UTC(1971), Date.UTC(1999, 11, 31, 23), NOW_MS]);
  expect(sentence).toMatch(/^2 rows of 4 are before the year 2000, the first in rows\.csv, line 3, at 1971-01-01T/);
  expect(sentence).not.toContain('not set');
});

test('a column that is before 2000 throughout may be no time at all, or in another unit', () => {
  expect(told([1, 2, 3])).toEqual([
    'every time is before the year 2000, the first in rows.csv, line 2, at 1970-01-01T00:00:00.001Z: is that column a ' +
      'time, and in which unit?',
  ]);
});

test('rows more than a day ahead are told, also where no calendar has the year; without a clock none are', () => {
  expect(told([NOW_MS, NOW_MS + 24 * HOUR_MS + 1])).toEqual([
    '1 row is more than a day ahead of the clock, rows.csv, line 3, at 2026-11-28T00:00:00.001Z; rows a ' +
      'day are counted without such',
  ]);
  expect(told([9e15, 9e15, NOW_MS])).toEqual([
    '2 rows are more than a day ahead of the clock, the first in rows.csv, line 2, at 9000000000000000 ms since ' +
      '1970; rows a day are counted without such',
  ]);
  expect(told([9e15], { nowMs: undefined })).toEqual([]);
});

test('a rate beyond what a shard takes is told, not that of a handful of rows', () => {
  const rows = Array.from({ length: 100 }, () => NOW_MS);
  const fast = 1001 * 86_400;
  expect(told(rows, { rowsPerDay: fast })).toEqual([
    'by their times 1,001 rows came in a second, more than the 1,000 that a shard of the stream takes: are the times in ' +
      'another unit?',
  ]);
  expect(told(rows, { rowsPerDay: 1000 * 86_400 })).toEqual([]);
  expect(told(rows.slice(1), { rowsPerDay: fast })).toEqual([]);
});
