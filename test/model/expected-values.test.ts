import { expect, test } from 'vitest';
import { seededRandom } from '../../kernels/random.ts';
import { expectedValues } from '../../model/expected-values.ts';
import { noReferenceRows, type ReferenceRows } from '../../model/reference-rows.ts';

/** Values in eighths: sums and differences are exact, and many rows are equally near. */
function eighths(count: number, seed: number): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length: count }, () => Math.floor(64 * random()) / 8);
}

/** The same by definition: all rows in order of their distance in all features but one. */
function naiveExpectation({ count, values, spreads }: ReferenceRows, row: Float64Array, f: number): number {
  const width = spreads.length;
  const distanceOf = (i: number) =>
    spreads.reduce((sum, spread, g) => {
      const difference = Math.abs(values[i * width + g] - row[g]) / spread;
      return sum + (g === f ? 0 : Math.min(difference, 3));
    }, 0);
  const order = Array.from({ length: count }, (_, i) => i).sort((a, b) => distanceOf(a) - distanceOf(b));
  const near = order
    .slice(0, 15)
    .map((i) => values[i * width + f])
    .sort((a, b) => a - b);
  return (near[(near.length - 1) >> 1] + near[near.length >> 1]) / 2;
}

test('a value is expected at the median of the 15 rows that are nearest in all others, the first where some are as near', () => {
  const spreads = Float64Array.of(0.5, 1, 2, 4);
  for (const count of [1, 2, 9, 15, 16, 200]) {
    const reference = { count, values: eighths(count * 4, count), spreads };
    for (const row of [Float64Array.of(1, 2, 3, 4), Float64Array.of(4, -1e300, 4, 0), Float64Array.of(2, 7.5, 90, 6)]) {
      const naive = [3, 0, 1, 2].map((f) => naiveExpectation(reference, row, f));
      expect(expectedValues(reference, row, [3, 0, 1, 2])).toEqual(naive);
    }
  }
});

test('rows may be wide', () => {
  const width = 41;
  const reference = { count: 33, values: eighths(33 * width, 5), spreads: new Float64Array(width).fill(2) };
  const row = Float64Array.from({ length: width }, (_, f) => f / 8);
  const wanted = Array.from({ length: width }, (_, f) => f);
  expect(expectedValues(reference, row, wanted)).toEqual(wanted.map((f) => naiveExpectation(reference, row, f)));
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
  const medianOf = (count: number) => {
    const values = Float32Array.from({ length: count }, (_, i) => count - 1 - i);
    return expectedValues({ count, values, spreads: Float64Array.of(1) }, Float64Array.of(100), [0]);
  };
  expect(medianOf(20)).toEqual([9.5]);
  expect(medianOf(21)).toEqual([10]);
});

test('without reference rows nothing is expected', () => {
  expect(expectedValues(noReferenceRows(2), Float64Array.of(1, 2), [1, 0])).toEqual([undefined, undefined]);
});
