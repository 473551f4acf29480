import { expect, test } from 'vitest';
import { columnCache } from '../../../detectors/one-class-svm/column-cache.ts';

/** A cache of columns that hold the number of their row, and the rows that it filled, in order. */
function numbered(bytes: number) {
  const filled: number[] = [];
  const columnOf = columnCache(
    3,
    (row, out) => {
      filled.push(row);
      out.fill(row);
    },
    bytes,
  );
  return { columnOf: (row: number) => [...columnOf(row)], filled };
}

test('a column is made once while there is room for it', () => {
  const { columnOf, filled } = numbered(3 * 24);
  for (const row of [1, 2, 3, 2, 1, 3]) expect(columnOf(row)).toEqual([row, row, row]);
  expect(filled).toEqual([1, 2, 3]);
});

test('the column that was not asked for the longest gives way, and of two asked for in a row none', () => {
  const { columnOf, filled } = numbered(0);
  for (const row of [1, 2, 1, 3, 1, 2]) expect(columnOf(row)).toEqual([row, row, row]);
  expect(filled).toEqual([1, 2, 3, 2]);
  const columns = columnCache(1, (row, out) => out.fill(row), 0);
  const [first, second] = [columns(7), columns(8)];
  expect([first[0], second[0]]).toEqual([7, 8]);
});
