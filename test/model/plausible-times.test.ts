import { expect, test } from 'vitest';
import { rowsPerDayOf } from '../../model/plausible-times.ts';

const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2026, 10, 27);
const day = (count: number) => Array.from({ length: count + 1 }, (_, i) => NOW_MS - DAY_MS + (i * DAY_MS) / count);
const rate = (...times: number[]) => rowsPerDayOf(Float64Array.from(times), NOW_MS);

test('rows a day are counted from the first time to the last, in whatever order', () => {
  expect(rate(...day(24))).toBe(24);
  expect(rate(...day(24).reverse())).toBe(24);
});

test.each([0, Date.UTC(1999), NOW_MS + DAY_MS + 1, Date.UTC(9999)])(
  'a single row at %d, where none is measured, changes nothing',
  (time) => {
    expect(rate(...day(24), time)).toBe(24);
  },
);

test('times that are all before 2000 count, as there are no others', () => {
  expect(rate(0, DAY_MS / 2, DAY_MS)).toBe(2);
});

test('there is no rate where all plausible times are one', () => {
  expect(rate(NOW_MS, NOW_MS)).toBeUndefined();
  expect(rate(NOW_MS, 0)).toBeUndefined();
});
