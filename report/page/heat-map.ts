import { isFlagged, type Rows } from './rows.ts';
import type { Range } from './view.ts';

/** Sources over time: one line of cells for each, one cell for each stretch of time. */
export interface HeatMap {
  readonly columns: number;
  /** Line by line: 0 to 1 towards the threshold, beyond it 1 and the grade; NaN where no row is. */
  readonly heat: Float32Array;
  /** Line by line: the number of the row that is the hottest of its cell. */
  readonly row: Int32Array;
}

/**
 * Finds how strange the strangest row of each cell is. Cost: O(rows).
 *
 * @param lines which source is shown in which line
 */
export function heatMap(rows: Rows, lines: readonly number[], range: Range, columns: number): HeatMap {
  const heat = new Float32Array(lines.length * columns).fill(Number.NaN);
  const row = new Int32Array(heat.length).fill(-1);
  const lineOf = new Map(lines.map((source, line) => [source, line]));
  const perColumn = columns / (range.max - range.min);
  for (let i = 0; i < rows.count; i++) {
    const line = lineOf.get(rows.source[i]);
    const column = Math.floor((rows.x[i] - range.min) * perColumn);
    if (line === undefined || !(column >= 0 && column < columns)) continue;
    const cell = line * columns + column;
    const value = heatOf(rows, i);
    if (value <= heat[cell]) continue;
    heat[cell] = value;
    row[cell] = i;
  }
  return { columns, heat, row };
}

function heatOf({ mark, grade, score, threshold }: Rows, row: number): number {
  if (isFlagged(mark[row])) return 1 + grade[row] / 255;
  const share = score[row] / threshold[row];
  return threshold[row] > 0 && share > 0 ? Math.min(1, share) : 0;
}

/** The row of the hottest cell that is no more than `reach` columns away; undefined where there is none. */
export function hottestNear({ columns, heat, row }: HeatMap, line: number, column: number, reach: number) {
  let best = -1;
  for (let at = Math.max(0, column - reach); at <= Math.min(columns - 1, column + reach); at++) {
    const cell = line * columns + at;
    if (row[cell] >= 0 && !(best >= 0 && heat[cell] <= heat[best])) best = cell;
  }
  return best < 0 ? undefined : row[best];
}
