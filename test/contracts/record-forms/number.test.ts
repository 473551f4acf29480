import { expect, test } from 'vitest';
import { MISSING_WORDS } from '../../../contracts/missing.ts';
import { toFeatureValue } from '../../../contracts/record-forms/number.ts';

test.each([
  ['1', 1],
  ['+1', 1],
  ['-1.5', -1.5],
  ['2.', 2],
  ['.5', 0.5],
  ['1e5', 1e5],
  ['1E+5', 1e5],
  ['12e-5', 12e-5],
  [' 7\n', 7],
  ['-0', -0],
])('the text %j is the number %d', (text, value) => {
  expect(toFeatureValue(text)).toBe(value);
});

test.each(['.', '+', '-', '--', 'e5', '1e', '1ex5', '1 2', '1,5', '0x10', '1_000', '1n', 'high', '1.2.3', 'x1', '1x'])(
  'the text %j is no number',
  (text) => {
    expect(toFeatureValue(text)).toBeUndefined();
  },
);

test.each(['inf', '+INF', '-Infinity', '1e999', '-1e999'])('the text %j is a number that cannot be scored', (text) => {
  expect(toFeatureValue(text)).toBeNaN();
});

test.each([...MISSING_WORDS, ...MISSING_WORDS.map((word) => ` ${word.toUpperCase()}\t`)])(
  'the text %j stands for a value that is missing',
  (text) => {
    expect(toFeatureValue(text)).toBeNull();
  },
);

test.each(['infinit', 'xinf', 'infx', 'nanx', 'xnan'])('the text %j is not even that', (text) => {
  expect(toFeatureValue(text)).toBeUndefined();
});

test('values that are no text are what they are: null is missing, flags are 1 and 0', () => {
  expect([1.5, null, true, false].map(toFeatureValue)).toEqual([1.5, null, 1, 0]);
  expect([Number.NaN, Number.NEGATIVE_INFINITY].map(toFeatureValue)).toEqual([Number.NaN, Number.NaN]);
  expect([undefined, {}, [], [1]].map(toFeatureValue)).toEqual([undefined, undefined, undefined, undefined]);
});
