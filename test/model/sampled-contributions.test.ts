import { expect, test } from 'vitest';
import type { Detector } from '../../detectors/detector.ts';
import { sampledContributions } from '../../model/sampled-contributions.ts';
import { normals } from '../support/streams.ts';

function detectorOf(featureCount: number, scoreOne: (row: Float64Array) => number): Detector {
  return {
    kind: 'formula',
    featureCount,
    score: (rows, count, out = new Float64Array(count)) => {
      for (let i = 0; i < count; i++) out[i] = scoreOne(rows.subarray(i * featureCount, (i + 1) * featureCount));
      return out;
    },
    encode: () => new Uint8Array(0),
  };
}

function referenceOf(count: number, width: number) {
  const normal = normals(3);
  const values = Float32Array.from({ length: count * width }, () => normal());
  return { count, values, spreads: new Float64Array(width).fill(1) };
}

/** Shapley values by their definition: the mean over all orders and all reference rows. */
function byDefinition(detector: Detector, { values, count }: ReturnType<typeof referenceOf>, row: Float64Array) {
  const sums = new Float64Array(row.length);
  const orders = ordersOf([...row.keys()]);
  for (let r = 0; r < count; r++) {
    for (const order of orders) {
      const current = Float64Array.from(values.subarray(r * row.length, (r + 1) * row.length));
      for (const f of order) {
        const before = detector.score(current, 1)[0];
        current[f] = row[f];
        sums[f] += (detector.score(current, 1)[0] - before) / (count * orders.length);
      }
    }
  }
  return sums;
}

function ordersOf(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item) => ordersOf(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
}

test('the estimate is within its error of the Shapley values, and adds up to the score above the expected one', () => {
  const detector = detectorOf(4, ([a, b, c, d]) => a * a + 3 * Math.abs(b * c) + Math.max(c, d));
  const reference = referenceOf(40, 4);
  const row = Float64Array.of(2, 3, -4, 0.5);
  const { values, error, expected } = sampledContributions(detector, reference, row)!;
  const exact = byDefinition(detector, reference, row);
  for (const [f, value] of values.entries()) expect(Math.abs(value - exact[f])).toBeLessThan(3 * error);
  expect(error).toBeLessThan(0.1 * Math.max(...exact));
  const sum = values.reduce((total, value) => total + value, 0);
  expect(sum).toBeCloseTo(detector.score(row, 1)[0] - expected, 9);
  expect(sampledContributions(detector, reference, row)).toEqual({ values, error, expected });
});

test('a sum of parts is shared out exactly but for the reference rows, and what plays no part gets nothing', () => {
  const detector = detectorOf(3, ([a, b]) => 10 * a - b);
  const { values } = sampledContributions(detector, referenceOf(100, 3), Float64Array.of(1, 1, 1e6))!;
  expect([...values]).toEqual([expect.closeTo(10, -1), expect.closeTo(-1, 0), 0]);
});

test('the error is smaller where the score varies less over the reference rows', () => {
  const errorOf = (noise: number) =>
    sampledContributions(
      detectorOf(2, ([a, b]) => Math.abs(noise * a) + b),
      referenceOf(100, 2),
      Float64Array.of(9, 9),
    )!.error;
  expect(errorOf(0.1)).toBeLessThan(errorOf(10));
});

test('nothing is estimated without rows to compare with, or of very wide rows', () => {
  const detector = detectorOf(2, ([a]) => a);
  expect(sampledContributions(detector, referenceOf(0, 2), Float64Array.of(1, 2))).toBeUndefined();
  expect(
    sampledContributions(
      detectorOf(1001, ([a]) => a),
      referenceOf(1, 1001),
      new Float64Array(1001),
    ),
  ).toBeUndefined();
});
