import type { Row } from '../../tabular/read-rows.ts';

/** When a row is due, in milliseconds after the start. Asked for the rows in their order. */
export type Pace = (index: number, row: Pick<Row, 'timestampMs'>) => number;

/** @param index counts the rows that are sent, from 0 */
export const inBatches =
  (batchRows: number, intervalMs: number): Pace =>
  (index) =>
    Math.floor(index / batchRows) * intervalMs;

export const atRate =
  (rowsPerSecond: number): Pace =>
  (index) =>
    (index * 1000) / rowsPerSecond;

/**
 * By the file's own clock, `speed` times as fast; a row without a time, or from before the one ahead, follows at once.
 */
export function atSpeed(speed: number): Pace {
  let firstMs: number | undefined;
  let dueMs = 0;
  return (_, { timestampMs }) => {
    if (timestampMs === undefined) return dueMs;
    firstMs ??= timestampMs;
    dueMs = Math.max(dueMs, (timestampMs - firstMs) / speed);
    return dueMs;
  };
}
