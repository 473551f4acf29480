import type { TrainingData } from '../contracts/training-data.ts';
import type { ColumnChoice } from './choose-columns.ts';
import { missingNumbers } from './missing-values.ts';
import { readRows } from './read-rows.ts';
import { RowPlaces } from './row-places.ts';
import { sourceOf } from './source-name.ts';
import { TableError } from './table-error.ts';

/**
 * The rows of files as numbers, as their columns were chosen. Times only where every row has one: how many rows come a
 * day is estimated from them.
 *
 * @throws {TableError} for files that are no longer what was looked at
 */
export async function readTrainingData(choice: ColumnChoice): Promise<TrainingData> {
  const { features, rows: count, clock, parts } = choice;
  const rows = new Float64Array(count * features.length);
  const timestampsMs = new Float64Array(clock?.earliestMs === undefined ? 0 : count);
  let isTimed = timestampsMs.length > 0;
  const sources = new Uint32Array(parts.source === undefined && choice.files.length === 1 ? 0 : count);
  const numbers = new Map<string, number>();
  const places = new RowPlaces();
  const labels = (choice.flags.labels ?? []).map((name) => [name, new Array<string | undefined>(count)] as const);
  let read = 0;
  for await (const row of readRows(choice)) {
    if (read === count) break;
    const { file, values, timestampMs } = row;
    places.note(file, row);
    rows.set(values, read * features.length);
    isTimed &&= timestampMs !== undefined;
    if (isTimed) timestampsMs[read] = timestampMs!;
    if (sources.length > 0) sources[read] = numberOf(sourceOf(row, choice.flags), numbers);
    for (const [name, all] of labels) all[read] = row.labels?.[name];
    read++;
  }
  if (read < count) throw new TableError(choice.files[0], {}, 'it became shorter while it was read');
  const missingValues = missingNumbers(choice.flags);
  return {
    features,
    rows,
    ...(isTimed && { timestampsMs }),
    ...(sources.length > 0 && { sources }),
    ...(labels.length > 0 && { labels: Object.fromEntries(labels) }),
    placeOf: (row) => places.placeOf(row),
    ...(missingValues.length > 0 && { missingValues }),
  };
}

/** The same for the same source. */
function numberOf(source: string, numbers: Map<string, number>): number {
  const known = numbers.get(source);
  if (known !== undefined) return known;
  numbers.set(source, numbers.size);
  return numbers.size - 1;
}
