import { describe, expect, test } from 'vitest';
import { labelWord } from '../../tabular/labels.ts';
import { isNumeric, parseNumber } from '../../tabular/parse-cell.ts';
import { looksLikeTime, possibleFormats, timeReader } from '../../tabular/read-time.ts';
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

  test.each([
    ['21,5', ',', 21.5],
    ['-,5e2', ',', -50],
    ['21.5', ',', undefined],
    ['21', ',', 21],
    ['21,5', '.', undefined],
    ['21,5', 'either', 21.5],
    ['21.5', 'either', 21.5],
    ['1.020,5', 'either', undefined],
    ['1,020,5', 'either', undefined],
    ['1,020.5', ',', undefined],
  ] as const)('%j with the decimal mark %s is %j', (text, mark, value) => {
    expect(parseNumber(text, mark)).toBe(value);
  });
});

describe('a cell is read in time that is linear in its length, with', () => {
  const parsers = [isNumeric, parseNumber, labelWord, timeReader(), looksLikeTime, possibleFormats];
  const read = (text: string) => parsers.map((parse) => parse(text));

  test.each(Object.entries(HOSTILE_RUNS))('%s', (_, text) => {
    expect(growth(text, read, 256 * 1024)).toBeLessThan(LINEAR_GROWTH);
  });

  test('a time and many spaces', () => {
    const time = (size: number) => `2026-11-20T12:00${' '.repeat(size)}x`;
    expect(growth(time, read, 256 * 1024)).toBeLessThan(LINEAR_GROWTH);
  });
});
