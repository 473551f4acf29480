import { trainingRanges } from '../model/training-ranges.ts';

/** How an anomaly is made of a usual row. */
export type PlantKind = 'beyond' | 'swapped' | 'stuck';

/** Rows of one kind that are anomalous because they were made so. */
export interface PlantedRows {
  readonly kind: PlantKind;
  readonly rows: readonly Float64Array[];
}

/** Of each kind. */
const MOST_PLANTED = 200;
/** How far beyond the ends of what rows have, in their usual spread: what nobody would call usual. */
const SPREADS_BEYOND = 3;

/**
 * Makes anomalies of rows that are usual, the same of the same rows, in three kinds:
 *
 * - `beyond`: one value lies three spreads beyond all that the rows have, above or below in turn;
 * - `swapped`: one value is that of another row, so that each value is usual and what holds between them may break;
 * - `stuck`: one value stays as it was in the first row while the others go on.
 *
 * Any model of rows finds the first; the others only where features hold together.
 * @param rows n, NaN is a missing value; at least 2
 */
export function plantAnomalies(rows: readonly Float64Array[]): PlantedRows[] {
  const width = rows[0].length;
  const complete = columnsOf(rows, width);
  const { low, high, spreads } = complete;
  const planted = rows.slice(0, MOST_PLANTED);
  const change = (kind: PlantKind, valueAt: (feature: number, row: number) => number): PlantedRows => ({
    kind,
    rows: planted.map((row, i) => {
      const feature = i % width;
      return row.with(feature, valueAt(feature, i));
    }),
  });
  return [
    change('beyond', (f, i) => {
      const isAbove = Math.floor(i / width) % 2 === 0;
      return isAbove ? high[f] + SPREADS_BEYOND * spreads[f] : low[f] - SPREADS_BEYOND * spreads[f];
    }),
    change('swapped', (f, i) => rows[(i + Math.floor(rows.length / 2)) % rows.length][f]),
    change('stuck', (f) => rows[0][f]),
  ];
}

/** Ends and spread of each column without what is missing; of one without any value 0 and 1. */
function columnsOf(rows: readonly Float64Array[], width: number) {
  const ends = { low: new Float64Array(width), high: new Float64Array(width), spreads: new Float64Array(width) };
  for (let f = 0; f < width; f++) {
    const values = Float64Array.from(rows, (row) => row[f]).filter((value) => !Number.isNaN(value));
    const { low, high, spreads } = trainingRanges(values.length > 0 ? values : new Float64Array(1), 1);
    [ends.low[f], ends.high[f], ends.spreads[f]] = [low[0], high[0], spreads[0]];
  }
  return ends;
}
