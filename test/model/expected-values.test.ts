import { expect, test } from 'vitest';
import { seededRandom } from '../../kernels/random.ts';
import { expectedValues } from '../../model/expected-values.ts';
import { noReferenceRows } from '../../model/reference-rows.ts';

/** Values in eighths: sums and differences are exact, and many rows are equally near. */
function eighths(count: number, seed: number): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length: count }, () => Math.floor(64 * random()) / 8);
}

test('a value is expected at the median of the 15 rows that are nearest in all others, the first where some are as near', () => {
  const spreads = Float64Array.of(0.5, 1, 2, 4);
  for (const count of [1, 2, 9, 15, 16, 200]) {
    const values = eighths(count * 4, count);
    for (const row of [Float64Array.of(1, 2, 3, 4), Float64Array.of(4, -1e300, 4, 0), Float64Array.of(2, 7.5, 90, 6)]) {
      const naive = [3, 0, 1, 2].map((f) => {
        const distanceOf = (i: number) =>
          [0, 1, 2, 3].reduce((sum, g) => {
            const difference = Math.abs(values[i * 4 + g]! - row[g]!) / spreads[g]!;
            return sum + (g === f ? 0 : Math.min(difference, 3));
          }, 0);
        const order = Array.from({ length: count }, (_, i) => i).sort((a, b) => distanceOf(a) - distanceOf(b));
        const near = order
          .slice(0, 15)
          .map((i) => values[i * 4 + f]!)
          .sort((a, b) => a - b);
        return (near[(near.length - 1) >> 1]! + near[near.length >> 1]!) / 2;
      });
      expect(expectedValues({ count, values, spreads }, row, [3, 0, 1, 2])).toEqual(naive);
    }
  }
});

test('what was asked before, of another model, changes nothing, though values and spreads lie beyond float32', () => {
  const huge = {
    count: 40,
    values: Float32Array.from({ length: 80 }, (_, i) => (i % 2 === 0 ? i / 2 : i < 56 ? Number.POSITIVE_INFINITY : 1)),
    spreads: Float64Array.of(10, Number.POSITIVE_INFINITY),
  };
  const other = { count: 16, values: eighths(32, 1).map((value) => value + 1000), spreads: Float64Array.of(1, 1) };
  const row = Float64Array.of(3, 1e300);
  const before = expectedValues(huge, row, [0, 1]);
  expectedValues(other, row, [0, 1]);
  expect(expectedValues(huge, row, [0, 1])).toEqual(before);
  expect(before[0]).toBeLessThan(40);
});

test('where nearly all rows have the same value, those that have it are near', () => {
  const rows = Array.from({ length: 100 }, (_, i) => (i < 20 ? [5, 100 + i] : [0, i / 100]));
  const reference = {
    count: 100,
    values: Float32Array.from(rows.flat()),
    spreads: Float64Array.of(Number.MIN_VALUE, 1),
  };
  expect(expectedValues(reference, Float64Array.of(0, 50), [1])[0]).toBeLessThan(1);
  expect(expectedValues(reference, Float64Array.of(5, 50), [1])[0]).toBeGreaterThanOrEqual(100);
});

test('a feature without others is expected at the median of all rows', () => {
  const reference = {
    count: 20,
    values: Float32Array.from({ length: 20 }, (_, i) => 19 - i),
    spreads: Float64Array.of(1),
  };
  expect(expectedValues(reference, Float64Array.of(100), [0])).toEqual([9.5]);
});

test('without reference rows nothing is expected', () => {
  expect(expectedValues(noReferenceRows(2), Float64Array.of(1, 2), [1, 0])).toEqual([undefined, undefined]);
});
