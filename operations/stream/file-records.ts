import { encodeObservation, namedFeatures } from '../../contracts/observation.ts';
import type { ColumnChoice } from '../../tabular/choose-columns.ts';
import type { Row } from '../../tabular/read-rows.ts';
import { readRowsInTime } from '../../tabular/rows-in-time.ts';
import { sourceOf } from '../../tabular/source-name.ts';
import { RowError } from '../../tabular/table-error.ts';
import type { Pace } from './pace.ts';
import type { OutgoingRecord } from './write-records.ts';

export interface FileReplay {
  /** What is sent of one file, and from which row on. */
  readonly choice: ColumnChoice;
  readonly format: 'json' | 'csv';
  readonly pace: Pace;
  /** How an observation is called; by default as the file's `id` column says, else by its row number. */
  readonly idOf?: (row: Row) => string;
  readonly onRow?: (row: Row) => void;
}

/** The rows of a file, in the order of time, as records for the stream. @throws {TableError} at the first bad row */
export async function* fileRecords(replay: FileReplay): AsyncGenerator<OutgoingRecord> {
  const { choice, pace, onRow } = replay;
  let sent = 0;
  for await (const row of readRowsInTime(choice)) {
    onRow?.(row);
    const dueMs = pace(sent++, row);
    const source = checkedSource(replay.choice, row);
    const data = replay.format === 'csv' ? csvLine(row) : observation(replay, row, source);
    yield { row: row.index + 1, source, data, dueMs };
  }
}

/**
 * Says whose a row is: Kinesis takes partition keys of 1 to 256 characters.
 *
 * @throws {RowError} for another one
 */
export function checkedSource(choice: ColumnChoice, row: Row): string {
  const name = sourceOf(row, choice.flags);
  if (name.length >= 1 && name.length <= 256) return name;
  const at = { line: row.line, index: row.index, column: choice.parts.source };
  throw new RowError(choice.files[0], at, `a source has 1 to 256 characters, got ${name.length}`);
}

function observation({ choice, idOf = ownId }: FileReplay, row: Row, source: string): Uint8Array {
  return encodeObservation({
    source,
    timestampMs: row.timestampMs ?? Date.now(),
    id: idOf(row),
    labels: row.labels,
    features: namedFeatures(choice.features, row.values),
  });
}

function ownId(row: Row): string {
  return row.id ?? String(row.index + 1);
}

function csvLine(row: Row): Uint8Array {
  const fields = Array.from(row.values, (value) => (Number.isNaN(value) ? '' : value));
  return new TextEncoder().encode(fields.join(','));
}
