import { expect, test } from 'vitest';
import { trimRows } from '../../model/trim-rows.ts';

test('what is left after trimming keeps its time, its source and its place in the file', () => {
  const left = trimRows(
    {
      features: ['a', 'b'],
      rows: Float64Array.of(1, 2, 91, 92, 3, 4, 5, 6),
      timestampsMs: Float64Array.of(10, 20, 30, 40),
      sources: Uint32Array.of(0, 1, 2, 0),
    },
    Float64Array.of(0.1, 0.9, 0.2, 0.1),
    0.25,
  );
  expect(left).toMatchObject({
    rows: Float64Array.of(1, 2, 3, 4, 5, 6),
    timestampsMs: Float64Array.of(10, 30, 40),
    sources: Uint32Array.of(0, 2, 0),
  });
  expect([0, 1, 2].map(left.placeOf!)).toEqual(['row 1', 'row 3', 'row 4']);
});
