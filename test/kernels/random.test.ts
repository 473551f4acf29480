import { expect, test } from 'vitest';
import { seededRandom } from '../../kernels/random.ts';

const draw = (seed: number, count: number) => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, random);
};

test('the same seed gives the same numbers, another seed others', () => {
  expect(draw(7, 100)).toEqual(draw(7, 100));
  expect(draw(7, 100)).not.toEqual(draw(8, 100));
  expect(draw(1, 4)).not.toEqual(draw(1 + 2 ** 32, 4));
});

test('numbers are spread evenly over [0, 1), one after the other and in neighbouring seeds', () => {
  for (const numbers of [draw(1, 100_000), Array.from({ length: 100_000 }, (_, seed) => draw(seed, 1)[0])]) {
    const bins = new Array<number>(100).fill(0);
    for (const number of numbers) bins[Math.floor(number * 100)]++;
    // 99 degrees of freedom: a fair generator stays below 181 but once in a million times
    const chiSquare = bins.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(chiSquare).toBeLessThan(181);
    expect(chiSquare).toBeGreaterThan(40);
  }
});
