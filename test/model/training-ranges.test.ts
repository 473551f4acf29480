import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decadesBeyond, isWithinRanges, nearestWithin, trainingRanges } from '../../model/training-ranges.ts';
import { normalRows } from '../support/streams.ts';

test('the spread of normal values is their standard deviation, and not moved by a few far ones', () => {
  const rows = normalRows(4000, 1, 3).map((value, i) => (i % 100 === 0 ? 1e6 : 5 * value));
  expect(trainingRanges(rows, 1).spreads[0]).toBeCloseTo(5, 0);
});

test('where half the values are one the spread is the standard deviation; of a constant a thousandth of it, or 1', () => {
  const spreadOf = (...values: number[]) => trainingRanges(Float64Array.from(values), 1).spreads[0];
  expect(spreadOf(0, 0, 0, 0, 0, 0, 0, 8)).toBeCloseTo(Math.sqrt(7), 12);
  expect(spreadOf(45, 45)).toBeCloseTo(0.045, 12);
  expect(spreadOf(-45, -45)).toBeCloseTo(0.045, 12);
  expect(spreadOf(0, 0)).toBe(1);
});

test('the way beyond counts in decades of spreads, and adds up over features', () => {
  const ranges = { low: Float64Array.of(0, -1), high: Float64Array.of(10, 1), spreads: Float64Array.of(2, 0.5) };
  const parts = new Float64Array(2);
  expect(decadesBeyond(Float64Array.of(28, -5.5), ranges, parts)).toBeCloseTo(2, 12);
  expect([...parts]).toEqual([expect.closeTo(1, 12), expect.closeTo(1, 12)]);
  expect(decadesBeyond(Float64Array.of(10, -1), ranges)).toBe(0);
  expect(isWithinRanges(Float64Array.of(99, 10, -1), 1, ranges)).toBe(true);
  expect(isWithinRanges(Float64Array.of(99, 10, -1.1), 1, ranges)).toBe(false);
  expect([...nearestWithin(Float64Array.of(28, 0.5), ranges)]).toEqual([10, 0.5]);
});

test('any finite rows have ranges that hold them, spreads above 0, and finite ways beyond', () => {
  const value = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 20 }), value, (values, other) => {
      const ranges = trainingRanges(Float64Array.from(values), 1);
      for (let at = 0; at < values.length; at++)
        expect(isWithinRanges(Float64Array.from(values), at, ranges)).toBe(true);
      expect(ranges.spreads[0]).toBeGreaterThan(0);
      expect(decadesBeyond(Float64Array.of(other), ranges)).toSatisfy(
        (decades: number) => decades >= 0 && decades < 301,
      );
    }),
  );
});
