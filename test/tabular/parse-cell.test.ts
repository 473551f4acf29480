import { describe, expect, test } from 'vitest';
import { isNumeric, parseLabel, parseNumber, parseTimestamp } from '../../tabular/parse-cell.ts';
import { growth, LINEAR_GROWTH } from '../support/growth.ts';
import { HOSTILE_RUNS } from '../support/hostile-runs.ts';

describe('a cell', () => {
  test.each(['1', '-1.5', '+.5', '2.', ' 7 ', '1e3', '1E-3'])('%j is a number', (text) => {
    expect(parseNumber(text)).toBe(Number(text));
  });

  test.each(['', ' ', 'NaN', 'null', 'N/A', 'None'])('%j is a missing number', (text) => {
    expect(parseNumber(text)).toBeNaN();
  });

  test.each(['abc', '0x10', '1,5', '1e999', 'Infinity', '1 2', 'true'])('%j is no number', (text) => {
    expect(parseNumber(text)).toBeUndefined();
  });

  test('is a time in ISO 8601, in UTC where it names no zone', () => {
    const noon = Date.UTC(2020, 1, 8, 12);
    expect(parseTimestamp('2020-02-08T12:00:00Z')).toBe(noon);
    expect(parseTimestamp('2020-02-08 12:00:00')).toBe(noon);
    expect(parseTimestamp('2020-02-08 13:00+01:00')).toBe(noon);
    expect(parseTimestamp('2020-02-08')).toBe(Date.UTC(2020, 1, 8));
  });

  test('is a time as seconds or milliseconds', () => {
    expect(parseTimestamp('1700000000')).toBe(1_700_000_000_000);
    expect(parseTimestamp('1700000000000')).toBe(1_700_000_000_000);
  });

  test.each(['', 'soon', '2020-13-01', '2020-02-08T25:00:00Z', '08/02/2020'])('%j is no time', (text) => {
    expect(parseTimestamp(text)).toBeUndefined();
  });

  test('is a label', () => {
    expect(['0', '1', 'true', 'False', '2', '0.0', 'x', ''].map(parseLabel)).toEqual([
      false,
      true,
      true,
      false,
      true,
      false,
      undefined,
      undefined,
    ]);
  });
});

describe('a cell is read in time that is linear in its length, with', () => {
  const read = (text: string) => [isNumeric, parseNumber, parseLabel, parseTimestamp].map((parse) => parse(text));

  test.each(Object.entries(HOSTILE_RUNS))('%s', (_, text) => {
    expect(growth(text, read, 256 * 1024)).toBeLessThan(LINEAR_GROWTH);
  });

  test('a time and many spaces', () => {
    const time = (size: number) => `2026-11-20T12:00${' '.repeat(size)}x`;
    expect(growth(time, read, 256 * 1024)).toBeLessThan(LINEAR_GROWTH);
  });
});
