import { basename } from 'node:path';
import type { Lanes } from '../../contracts/lanes.ts';
import { judgeAndLearn } from '../../streams/judge-and-learn.ts';
import { lanesOf } from '../../streams/lanes.ts';
import { createSourceState } from '../../streams/source-state.ts';
import { chooseColumns } from '../../tabular/choose-columns.ts';
import { readRows } from '../../tabular/read-rows.ts';
import { openTable } from '../../tabular/read-table.ts';

/** The rows of one source in the order of time. */
export interface Series {
  readonly name: string;
  /** By row, milliseconds since the epoch; NaN where there is no clock. */
  readonly timesMs: Float64Array;
  readonly features: number;
  /** rows * features, row-major; NaN is a missing value. */
  readonly values: Float64Array;
  /** By row, 1 for anomalies. */
  readonly labels: Uint8Array;
}

/** Columns that are no features: row numbers, times, and what is known of the rows. */
const NO_FEATURES = ['t', 'timestamp', 'label', 'changepoint'];

/**
 * Reads a CSV file, plain or gzipped.
 *
 * @param stepMs makes a clock of row numbers, for files without times; absent: none is made
 */
export async function readSeries(file: string, stepMs = Number.NaN): Promise<Series> {
  const table = await openTable(file);
  const features = table.header.filter((name) => !NO_FEATURES.includes(name));
  table.close();
  const [times, values, labels]: number[][] = [[], [], []];
  for await (const row of readRows(await chooseColumns([file], { features }))) {
    times.push(row.timestampMs ?? row.index * stepMs);
    for (const value of row.values) values.push(value);
    labels.push(Number(row.label ?? false));
  }
  const name = basename(file).replace(/\.csv(\.gz)?$/, '');
  return {
    name,
    timesMs: Float64Array.from(times),
    features: features.length,
    values: Float64Array.from(values),
    labels: Uint8Array.from(labels),
  };
}

/** What the stream lanes say of each row. */
export interface LaneScores {
  /** The mean of the three largest S of the row's features. */
  readonly surprise: Float64Array;
  /** The largest tail of the one-step residual. */
  readonly oneStep: Float64Array;
  /** What each row adds to the rarity that a model sees in it; undefined of the first rows of a source. */
  readonly lanes: readonly (Lanes | undefined)[];
  /** Rows that alarm. */
  readonly alarms: readonly number[];
}

/** Judges the rows one after the other, from an empty state. */
export function judgeSeries({ timesMs, features, values }: Series): LaneScores {
  const rows = timesMs.length;
  const surprise = new Float64Array(rows);
  const oneStep = new Float64Array(rows);
  const lanes: (Lanes | undefined)[] = [];
  const alarms: number[] = [];
  const state = createSourceState(features);
  for (let row = 0; row < rows; row++) {
    const rowValues = values.subarray(row * features, (row + 1) * features);
    const verdict = judgeAndLearn(state, { timestampMs: timesMs[row], values: rowValues });
    lanes.push(lanesOf(verdict));
    if (verdict.isAlarm) alarms.push(row);
    const judged = verdict.features.filter((feature) => feature !== undefined);
    const largest = judged.map((feature) => feature.surprise).sort((a, b) => b - a);
    const top = largest.slice(0, 3);
    surprise[row] = top.reduce((sum, value) => sum + value, 0) / Math.max(1, top.length);
    oneStep[row] = Math.max(0, ...judged.map((feature) => feature.tails.oneStep));
  }
  return { surprise, oneStep, lanes, alarms };
}
