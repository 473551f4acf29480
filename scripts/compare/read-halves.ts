import type { Lanes } from '../../contracts/lanes.ts';
import type { TrainingData } from '../../contracts/training-data.ts';
import { lanesAt, type ToldOfSources, withLanes } from '../../model/with-lanes.ts';
import type { ColumnChoice } from '../../tabular/choose-columns.ts';
import { readRows } from '../../tabular/read-rows.ts';
import { readTrainingData } from '../../tabular/read-training-data.ts';

/** The rows of a file, every other one to train on, and the rest to judge. */
export interface Halves {
  /** Rows 1, 3, 5, ... of the file. */
  readonly training: TrainingData;
  /** Rows 2, 4, 6, ...: values in the order of the features, NaN is missing. */
  readonly judged: readonly Float64Array[];
  /** Of the judged rows what the past of their sources says, which all rows before made; undefined where nothing. */
  readonly lanes: readonly (Lanes | undefined)[];
  /** Of the judged rows whether they are anomalies; undefined where a row has no label. */
  readonly labels: readonly (boolean | undefined)[];
}

/**
 * Reads all rows, and deals them out in turn: both halves have seen the same weather, and anybody can repeat it.
 *
 * @throws {Error} for fewer than two rows, and files that are no longer what was looked at
 */
export async function readHalves(choice: ColumnChoice, past?: ToldOfSources | 'no past'): Promise<Halves> {
  const data = withLanes(await readTrainingData(choice), past);
  const { features, rows, timestampsMs, lanes, placeOf, missingValues } = data;
  const width = features.length;
  const count = rows.length / width;
  const rowAt = (i: number) => rows.subarray(i * width, (i + 1) * width);
  if (count < 2) throw new Error(`comparing takes at least 2 rows, a few thousand are useful; got ${count}`);
  const trained = Math.ceil(count / 2);
  const half = new Float64Array(trained * width);
  for (let i = 0; i < trained; i++) half.set(rowAt(2 * i), i * width);
  const labels: (boolean | undefined)[] = [];
  let read = 0;
  for await (const { label } of readRows(choice)) {
    if (read++ % 2 === 1) labels.push(label);
  }
  return {
    training: {
      features,
      rows: half,
      ...(timestampsMs && { timestampsMs: timestampsMs.filter(isTrained) }),
      ...(lanes && { lanes: { stream: lanes.stream.filter(isTrained), step: lanes.step.filter(isTrained) } }),
      ...(placeOf && { placeOf: (row: number) => placeOf(2 * row) }),
      ...(missingValues && { missingValues }),
    },
    judged: Array.from({ length: count - trained }, (_, i) => rowAt(2 * i + 1)),
    lanes: Array.from({ length: count - trained }, (_, i) => lanesAt(lanes, 2 * i + 1)),
    labels,
  };
}

function isTrained(_: number, row: number): boolean {
  return row % 2 === 0;
}
