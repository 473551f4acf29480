import { describe, expect, test } from 'vitest';
import type { Contribution } from '../../contracts/verdict.ts';
import { explanationSentence } from '../../model/explanation-sentence.ts';

const sentence = (observed: number, expected?: number, others: number[] = [0.1]) => {
  const first: Contribution = { feature: 'pressure', contribution: 0.3, observed, expected };
  return explanationSentence([first, ...others.map((contribution) => ({ feature: 'x', contribution, observed: 0 }))]);
};
const given = 'when the others are as they are; 75 % of what is strange here';

test('it says what came, what is usual, and how much of the strangeness that is', () => {
  expect(sentence(187.2346, 61.37)).toBe(`pressure is 187.2, usually about 61 ${given}`);
  expect(sentence(-0.001234567, 0.5)).toBe(`pressure is -0.001235, usually about 0.5 ${given}`);
  expect(sentence(12345678, 12345670)).toBe(`pressure is 12345678, usually about 12345670 ${given}`);
  expect(sentence(1000, 3)).toBe(`pressure is 1000, usually about 3 ${given}`);
  expect(sentence(0, 40)).toBe(`pressure is 0, usually about 40 ${given}`);
});

test('a value that is as expected is called usual', () => {
  expect(sentence(61.37, 61.37)).toBe(`pressure is 61.37, which is usual ${given}`);
  expect(sentence(0, 0)).toBe(`pressure is 0, which is usual ${given}`);
});

test('where nothing is estimated only the value is told, and a feature alone has no others', () => {
  expect(sentence(187.2346)).toBe('pressure is 187.2; 75 % of what is strange here');
  expect(sentence(187.2346, 61.37, [])).toBe('pressure is 187.2, usually about 61; 100 % of what is strange here');
});

test('a residual is told as how far from what was expected the value is', () => {
  const told = (
    observed: number,
    ...more: Parameters<typeof explanationSentence> extends [unknown, ...infer M] ? M : []
  ) => explanationSentence([{ feature: 'residual_temperature', contribution: 0.3, observed, expected: 0.1 }], ...more);
  const derive = ['residuals'] as const;
  const share = '; 100 % of what is strange here';
  expect(told(4.23, [], undefined, derive)).toBe(`temperature is 4.2 usual distances above what was expected${share}`);
  expect(told(-1.04, [], undefined, derive)).toBe(`temperature is 1 usual distance below what was expected${share}`);
  expect(told(4321.9, [], undefined, derive)).toMatch(/^temperature is 4321\.9 usual distances above/);
  expect(told(-0.03, [], undefined, derive)).toBe(
    `temperature is 0.03 usual distances below what was expected${share}`,
  );
  expect(told(0, [], undefined, [{ residual: 'temperature' }])).toBe(`temperature is as expected${share}`);
  // It may be a feature of somebody who calls it so, and a value that never came is none.
  expect(told(4.23)).toMatch(/^residual_temperature is 4.23, usually about 0.1/);
  expect(told(0, ['residual_temperature'], undefined, derive)).toMatch(/^residual_temperature is missing/);
});

test('a value that never came is called missing', () => {
  const first: Contribution = { feature: 'pressure', contribution: 0.3, observed: 187.2346, expected: 61.37 };
  expect(explanationSentence([first], ['flow', 'pressure'])).toBe(
    'pressure is missing (187.2 assumed, usually about 61); 100 % of what is strange here',
  );
  expect(explanationSentence([{ ...first, expected: undefined }], ['pressure'])).toBe(
    'pressure is missing (187.2 assumed); 100 % of what is strange here',
  );
  expect(explanationSentence([first], ['flow'])).toMatch(/^pressure is 187.2, /);
});

test('features that made the row more usual take nothing from the share', () => {
  expect(sentence(1, undefined, [0.1, -0.2])).toBe('pressure is 1; 75 % of what is strange here');
  const usual: Contribution = { feature: 'pressure', contribution: -0.1, observed: 1 };
  expect(explanationSentence([usual])).toBe('no value is strange alone');
});

test('an estimate has no more digits than the distance allows, also of large numbers', () => {
  expect(sentence(987654321, 123456789)).toBe(`pressure is 987654321, usually about 123000000 ${given}`);
  expect(sentence(9e14, 123456789012345)).toMatch(/^pressure is 900000000000000, usually about 1\.235e\+14 when/);
  expect(sentence(9e13, 12345678901234)).toMatch(/^pressure is 90000000000000, usually about 12300000000000 when/);
});

test('a value close to what was expected has as many digits as tell the two apart', () => {
  expect(sentence(187.2346, 187.23)).toBe(`pressure is 187.2346, usually about 187.23 ${given}`);
});

test('the least share is 1 %', () => {
  const others = Array.from({ length: 300 }, () => 0.149);
  expect(sentence(1, undefined, others)).toBe('pressure is 1; 1 % of what is strange here');
});

describe('a sentence names', () => {
  const named = (...contributions: number[]) =>
    explanationSentence(
      contributions.map((contribution, f) => ({
        feature: 'abcdef'[f],
        contribution,
        observed: f,
        expected: 10 * f + 10,
      })),
      ['c'],
    );

  test('the second feature where it matters at least half as much as the first', () => {
    expect(named(0.4, 0.2)).toBe(
      'a is 0, usually about 10 when the others are as they are; b is 1, usually about 20; 67 % and 33 % of what is strange here',
    );
    expect(named(0.4, 0.199)).toMatch(/^a is 0, [^;]*; 67 % of what is strange here$/);
  });

  const three =
    'a is 0, usually about 10 when the others are as they are; b is 1, usually about 20; ' +
    'c is missing (2 assumed, usually about 30)';

  test('all of them, three with their values and shares, and the others with what they have together', () => {
    expect(named(0.3, 0.3, 0.4)).toBe(`${three}; 30 %, 30 % and 40 % of what is strange here`);
    expect(named(0.2, 0.2, 0.2, 0.2)).toBe(`${three}; 25 %, 25 % and 25 % of what is strange here, and 25 % in d`);
    expect(named(0.2, 0.2, 0.2, 0.15, 0.15, 0.1)).toBe(
      `${three}; 20 %, 20 % and 20 % of what is strange here, and 40 % in d, e and f`,
    );
    expect(named(0.3, 0.3, 0.2, 0.14, 0.06)).toBe(`${three}; 30 %, 30 % and 20 % of what is strange here`);
  });

  test('a hundred at the most, and how many more there are', () => {
    const wide = Array.from({ length: 300 }, (_, f) => ({ feature: `f${f}`, contribution: 1, observed: 0 }));
    const text = explanationSentence(wide);
    expect(text).toMatch(/, and 99 % in f3, f4, .*, f98, f99 and 200 more$/);
    expect(text).not.toContain('f100');
  });
});

test('extreme numbers stay numbers', () => {
  for (const value of [Number.MAX_VALUE, 5e-324, 1e-200, -1e300, 1e20]) {
    for (const expected of [0, 1, -value])
      expect(sentence(value, expected)).toMatch(/^pressure is -?\d[\d.e+-]*, usually about -?\d/);
  }
});

test('an estimate is called one, with how far it may be off', () => {
  const contributions = [
    { feature: 'a', contribution: 0.8, observed: 9 },
    { feature: 'b', contribution: 0.2, observed: 1 },
  ];
  expect(explanationSentence(contributions, [], 0.021)).toBe(
    'a is 9; 80 % of what is strange here, estimated to within 3 %',
  );
});
