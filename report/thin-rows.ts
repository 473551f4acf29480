import { type ReportRows, TRUTH } from './report-data.ts';

/**
 * Values in one page, over all columns; 4 million are about 20 MB of HTML and open in about a second. Measured with the
 * browser test.
 */
const MAX_VALUES = 4_000_000;

/**
 * Which rows a page shows, in the order of time: all when they fit; else the extremes of every column in each of many
 * equal stretches, with every anomaly, so that no chart loses a spike.
 *
 * Cost: O(count * features).
 * @returns row numbers, ascending in time, rows of one time in their given order
 */
export function rowsToShow(rows: ReportRows, maxValues: number = MAX_VALUES): Uint32Array {
  const order = inTimeOrder(rows);
  const columns = [...rows.values, rows.score];
  const drawn = columns.length + 2 * (rows.usual?.length ?? 0);
  const maxRows = Math.max(1, Math.floor(maxValues / (drawn + 3)));
  if (rows.count <= maxRows) return order;

  const keep = new Uint8Array(rows.count);
  markExtremes(columns, order, Math.max(1, Math.floor(maxRows / (4 * columns.length))), keep);
  // Anomalies are what the page is for; where there are too many, the extremes above must stand for them.
  if (rows.anomalous.reduce((sum, flag) => sum + flag, 0) <= maxRows / 2) markMarked(rows, keep);
  return order.filter((row) => keep[row] === 1);
}

function inTimeOrder({ count, timestampMs }: ReportRows): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, row) => row);
  return timestampMs ? order.sort((a, b) => timestampMs[a] - timestampMs[b] || a - b) : order;
}

/** Marks the rows with the lowest and the highest value of each column within each of `stretches` runs of `order`. */
function markExtremes(columns: readonly Float32Array[], order: Uint32Array, stretches: number, keep: Uint8Array): void {
  for (let stretch = 0; stretch < stretches; stretch++) {
    const from = Math.floor((stretch * order.length) / stretches);
    const to = Math.floor(((stretch + 1) * order.length) / stretches);
    for (const column of columns) {
      let lowest = from;
      let highest = from;
      for (let i = from; i < to; i++) {
        const value = column[order[i]];
        if (value < column[order[lowest]]) lowest = i;
        if (value > column[order[highest]]) highest = i;
      }
      if (lowest < to) keep[order[lowest]] = 1;
      if (highest < to) keep[order[highest]] = 1;
    }
  }
}

function markMarked({ count, anomalous, truth }: ReportRows, keep: Uint8Array): void {
  for (let row = 0; row < count; row++) {
    if (anomalous[row] === 1 || truth?.[row] === TRUTH.strange) keep[row] = 1;
  }
}
