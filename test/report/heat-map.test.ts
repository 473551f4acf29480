import { expect, test } from 'vitest';
import { heatMap, hottestNear } from '../../report/page/heat-map.ts';
import { MARK, type Rows } from '../../report/page/rows.ts';

/** Rows as `source time score mark`; the threshold is 10. */
function rowsOf(rows: readonly (readonly [source: number, time: number, score: number, mark?: number])[]): Rows {
  const count = rows.length;
  return {
    count,
    x: Float64Array.from(rows, ([, time]) => time),
    timed: true,
    values: [],
    source: Uint32Array.from(rows, ([source]) => source),
    score: Float32Array.from(rows, ([, , score]) => score),
    threshold: new Float32Array(count).fill(10),
    grade: Uint8Array.from(rows, ([, , , mark = MARK.none]) => (mark === MARK.none ? 0 : 51)),
    mark: Uint8Array.from(rows, ([, , , mark = MARK.none]) => mark),
    reason: new Uint16Array(count),
    lane: new Uint8Array(count),
  };
}

const rows = rowsOf([
  [0, 0, 2],
  [0, 1, 5],
  [3, 2, 4],
  [0, 5, 9, MARK.falseAlarm],
  [0, 6, 20],
  [7, 6, 20],
  [3, 99, 20],
]);

test('each cell is as hot as its strangest row: up to the threshold its share, beyond it one and the grade', () => {
  const { heat, row } = heatMap(rows, [3, 0], { min: 0, max: 8 }, 4);
  const [Nothing] = [Number.NaN];
  expect([...heat].map((value) => Math.round(100 * value) / 100)).toEqual([
    Nothing,
    0.4,
    Nothing,
    Nothing,
    0.5,
    Nothing,
    1.2,
    1,
  ]);
  expect([...row]).toEqual([-1, 2, -1, -1, 1, -1, 3, 4]);
});

test('who points near a cell gets the hottest row within reach, of that source alone', () => {
  const map = heatMap(rows, [3, 0], { min: 0, max: 8 }, 4);
  expect(hottestNear(map, 1, 3, 1)).toBe(3);
  expect(hottestNear(map, 1, 3, 0)).toBe(4);
  expect(hottestNear(map, 1, 0, 0)).toBe(1);
  expect(hottestNear(map, 0, 3, 1)).toBeUndefined();
});
