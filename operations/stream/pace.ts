import type { Row } from '../../tabular/read-rows.ts';

/** When a row is due, in milliseconds after the start. Asked for the rows in their order. */
export type Pace = (index: number, row: Pick<Row, 'timestampMs' | 'line'>) => number;

/** @param index counts the rows that are sent, from 0 */
export const inBatches =
  (batchRows: number, intervalMs: number): Pace =>
  (index) =>
    Math.floor(index / batchRows) * intervalMs;

export const atRate =
  (rowsPerSecond: number): Pace =>
  (index) =>
    (index * 1000) / rowsPerSecond;

/** By the file's own clock, `speed` times as fast; a row from before the one ahead of it follows at once. */
export function atSpeed(speed: number): Pace {
  let firstMs: number | undefined;
  let dueMs = 0;
  return (_, { timestampMs, line }) => {
    if (timestampMs === undefined) {
      throw new Error(
        `line ${line} has no time to go by: --speed needs a timestamp column, name it with --timestamp-column`,
      );
    }
    firstMs ??= timestampMs;
    dueMs = Math.max(dueMs, (timestampMs - firstMs) / speed);
    return dueMs;
  };
}
