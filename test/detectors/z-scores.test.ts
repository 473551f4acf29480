import { expect, test } from 'vitest';
import { noScale, scaleRows, zScale } from '../../detectors/z-scores.ts';

const scaled = (scale: Parameters<typeof scaleRows>[0], values: readonly number[]) => {
  const out = new Float64Array(values.length);
  scaleRows(scale, Float64Array.from(values), 0, values.length, out);
  return [...out];
};

test('a feature is measured from its mean in standard deviations of the population', () => {
  const scale = zScale(Float64Array.of(1, 10, 3, 10, 5, 10), 2);
  expect(scale).toEqual({ means: Float64Array.of(3, 10), deviations: Float64Array.of(Math.sqrt(8 / 3), 1) });
  expect(scaled(scale, [5, 11])).toEqual([2 / Math.sqrt(8 / 3), 1]);
});

test('a feature that never varies keeps its unit, though the sum of its values is rounded', () => {
  expect(zScale(new Float64Array(10).fill(0.1), 1)).toEqual({
    means: Float64Array.of(0.1),
    deviations: Float64Array.of(1),
  });
});

test('what is too far to be squared, or missing, is as far as squares go', () => {
  const far = [Number.MAX_VALUE, Number.POSITIVE_INFINITY, Number.NaN, -Number.MAX_VALUE];
  expect(scaled(noScale(1), [...far, 7])).toEqual([1e150, 1e150, 1e150, -1e150, 7]);
  const { means, deviations } = zScale(Float64Array.of(Number.MAX_VALUE, -Number.MAX_VALUE), 1);
  expect([means[0], deviations[0]]).toEqual([0, 1e150]);
});
