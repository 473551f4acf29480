import { expect, test } from 'vitest';
import { fairCut, mostGainfulCut } from '../../../detectors/fair-cut-forest/fair-cut.ts';
import { seededRandom } from '../../../kernels/random.ts';

const column = (values: readonly number[], weights = values.map(() => 1)) => ({
  values,
  weights,
  lowest: Math.min(...values),
  highest: Math.max(...values),
});

test('the cut by gain lies in the middle of the gap between two groups', () => {
  expect(mostGainfulCut(column([1, 9, 2, 8, 3, 10]))).toBe(5.5);
  expect(mostGainfulCut(column([0, 0, 0, 7, 0]))).toBe(3.5);
  expect(mostGainfulCut(column([4, 2]))).toBe(3);
});

test('heavy rows weigh more: a group of shreds is no group', () => {
  const values = [0, 1, 10, 11, 30];
  expect(mostGainfulCut(column(values))).toBe(20.5);
  expect(mostGainfulCut(column(values, [1, 1, 1, 1, 0.05]))).toBe(5.5);
});

test('weights that are no powers of two leave a value alone without spread', () => {
  const third = 0.08080403108127883;
  expect(mostGainfulCut(column([-3, -2, -1], [1, third, third]))).toBe(-2.5);
});

test('of equal gains it is the lowest cut, and no cut has an empty side', () => {
  expect(mostGainfulCut(column([3, 1, 2]))).toBe(1.5);
  // neighbouring float32: half way between rounds down to the lower one
  const [one, next] = [1, 1 + 2 ** -23];
  expect(mostGainfulCut(column([next, one, next]))).toBe(one);
  expect(mostGainfulCut(column([3.4e38, -3.4e38]))).toBe(0);
});

test('far from zero small differences count as they do near it', () => {
  expect(mostGainfulCut(column([1, 9, 2, 8, 3, 10].map((value) => value + 1e7)))).toBe(1e7 + 5.5 - 0.5);
});

test('half of the cuts are by gain, the others anywhere between the ends', () => {
  const random = seededRandom(1);
  const cuts = Array.from({ length: 4000 }, () => fairCut(column([0, 1, 9, 10]), random));
  const byGain = cuts.filter((cut) => cut === 5);
  expect(byGain.length / 4000).toBeCloseTo(0.5, 1);
  const others = cuts.filter((cut) => cut !== 5);
  expect(others.filter((cut) => cut < 2.5).length / others.length).toBeCloseTo(0.25, 1);
  expect(Math.max(...others)).toBeGreaterThan(9.9);
});
