import { describe, expect, it, test } from 'vitest';
import { metricMath } from '../../../local/alarms/metric-math.ts';

describe('metric math', () => {
  it.each([
    ['100 * bad / all', { bad: 3, all: 4 }, 75],
    ['1 + 2 * 3 - 4', {}, 3],
    ['(1 + 2) * 3', {}, 9],
    ['8 - 3 - 2', {}, 3],
    ['a > 1 AND b < 1', { a: 2, b: 0 }, 1],
    ['a > 1 && b < 1 || c == 5', { a: 0, b: 0, c: 5 }, 1],
    ['a >= 2', { a: 1 }, 0],
    ['IF(a > 0, b, 7)', { a: 0, b: 1 }, 7],
    ['IF(FILL(a, 0) > 0, 0, b)', { b: 9 }, 9],
    ['FILL(a, 0) + b', { b: 2 }, 2],
  ])('%s', (text, values, expected) => {
    expect(metricMath(text)(values)).toBe(expected);
  });

  it.each([
    ['a + b', { a: 1 }],
    ['IF(a, 1, 2)', {}],
    ['IF(FILL(a, 0) > 0, 0, b)', {}],
    ['100 * bad / all', { bad: 0, all: 0 }],
  ])('has no value where there is no data for it: %s', (text, values) => {
    expect(metricMath(text)(values)).toBeUndefined();
  });
});

test.each(['SEARCH(a)', 'a +', 'a b', 'FILL(a)', '(a', 'a % b', ''])('what is not known is refused: %j', (text) => {
  expect(() => metricMath(text)).toThrow('the local CloudWatch does not know this metric math');
});
