import { expect, test } from 'vitest';
import type { Features } from '../../contracts/observation.ts';
import { sampleData } from '../../training/sample-data.ts';
import { sampledRows } from '../support/training/sampled-rows.ts';

const rowsOf = (...features: Features[]) => sampledRows({ count: features.length, features: (i) => features[i] });

test('features are those of half of the rows, the model’s first and in its order, the others by name', () => {
  const rows = rowsOf({ c: 1, b: 2, a: 3, seldom: 4 }, { b: 5, a: null, c: 6 }, { a: 7, b: null, c: 8, seldom: null });
  const { data } = sampleData(rows, { current: ['b', 'gone'] });
  expect(data.features).toEqual(['b', 'a', 'c']);
  expect([...data.rows]).toEqual([2, 3, 1, 5, Number.NaN, 6, Number.NaN, 7, 8]);
});

test('the same rows in any order give the same data', () => {
  const rows = sampledRows({ count: 50 });
  expect(sampleData(rows.toReversed(), {}).data).toEqual(sampleData(rows, {}).data);
});

test('what the past of its source said of a row goes along, and where nothing was known that is said', () => {
  const [first, second] = rowsOf({ a: 1 }, { a: 2 });
  const { lanes: _, ...unknown } = second;
  const { data } = sampleData([{ ...first, lanes: { stream: 1.5, step: 0.25 } }, unknown], {});
  expect(data.lanes).toEqual({ stream: Float64Array.of(1.5, Number.NaN), step: Float64Array.of(0.25, Number.NaN) });
});

test('rows of a sample have no times: how often they come says nothing of the stream', () => {
  expect(sampleData(sampledRows({ count: 5 }), {}).data.timestampsMs).toBeUndefined();
});

test('values without names are the model’s, whose features then stay as they are', () => {
  const rows = rowsOf([1, null, 3], { c: 6, a: 4, new: 9 }, { a: 7, b: 8, c: 9, new: 9 });
  const { data, unnamed } = sampleData(rows, { current: ['c', 'b', 'a'] });
  expect(data.features).toEqual(['c', 'b', 'a']);
  expect([...data.rows]).toEqual([1, Number.NaN, 3, 6, Number.NaN, 4, 9, 8, 7]);
  expect(unnamed).toBe(0);
});

test('values of another number than the model has cannot be named, and are counted', () => {
  const rows = rowsOf([1, 2], { a: 1 }, { a: 2 });
  expect(sampleData(rows, { current: ['a'] })).toMatchObject({ unnamed: 1, data: { features: ['a'] } });
  expect(sampleData(rows, {})).toMatchObject({ unnamed: 1, data: { features: ['a'] } });
});

test('derived features stand behind the others, in their order', () => {
  const derive = [{ count: '1h' }, { residual: 'b' }] as const;
  const rows = rowsOf({ count_1h: 3, b: 1, residual_b: 0.5, a: 2 }, { a: 1, b: 3, count_1h: 4 });
  const { data } = sampleData(rows, { derive, current: ['b', 'count_1h', 'residual_b'] });
  expect(data.features).toEqual(['b', 'a', 'count_1h', 'residual_b']);
  expect(data.derive).toEqual(derive);
  expect([...data.rows]).toEqual([1, 2, 3, 0.5, 3, 1, 4, Number.NaN]);
});

test('where rows have nothing in common it is said what they have', () => {
  expect(() => sampleData(rowsOf({ a: 1 }, { b: 1 }, { c: 1 }, { a: 3 }, { d: 1 }), {})).toThrow(
    'no feature is in half of the 5 rows; "a" is in most, in 2: sources that differ so much need an installation each',
  );
  expect(() => sampleData(rowsOf([1, 2]), {})).toThrow('no row has features with names');
});
