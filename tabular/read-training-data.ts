import type { TrainingData } from '../contracts/training-data.ts';
import type { ColumnChoice } from './choose-columns.ts';
import { missingNumbers } from './missing-values.ts';
import { readRows } from './read-rows.ts';
import { RowPlaces } from './row-places.ts';
import { TableError } from './table-error.ts';

/**
 * The rows of files as numbers, as their columns were chosen. Times only where every row has one: how many rows come a
 * day is estimated from them.
 *
 * @throws {TableError} for files that are no longer what was looked at
 */
export async function readTrainingData(choice: ColumnChoice): Promise<TrainingData> {
  const { features, rows: count, clock } = choice;
  const rows = new Float64Array(count * features.length);
  const timestampsMs = new Float64Array(clock && clock.untimed === 0 ? count : 0);
  const places = new RowPlaces();
  let read = 0;
  for await (const { file, line, values, timestampMs } of readRows(choice)) {
    if (read === count) break;
    places.note(file, line);
    rows.set(values, read * features.length);
    if (timestampsMs.length > 0) timestampsMs[read] = timestampMs!;
    read++;
  }
  if (read < count) throw new TableError(choice.files[0], {}, 'it became shorter while it was read');
  const missingValues = missingNumbers(choice.flags);
  return {
    features,
    rows,
    ...(timestampsMs.length > 0 && { timestampsMs }),
    placeOf: (row) => places.placeOf(row),
    ...(missingValues.length > 0 && { missingValues }),
  };
}
