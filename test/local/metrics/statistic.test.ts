import { expect, test } from 'vitest';
import { statistic } from '../../../local/metrics/statistic.ts';

test.each([
  ['Sum', 22],
  ['SampleCount', 4],
  ['Average', 5.5],
  ['Minimum', 1],
  ['Maximum', 12],
  ['p50', 3],
  ['p99', 12],
  ['p0', 1],
])('%s of 12, 1, 3 and 6 is %d', (name, expected) => {
  expect(statistic(name, [12, 1, 3, 6])).toBe(expected);
});

test('a statistic that is not known is refused', () => {
  expect(() => statistic('TM(10%:90%)', [1])).toThrow('does not know the statistic TM(10%:90%)');
});
