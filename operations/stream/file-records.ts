import { encodeObservation } from '../../contracts/observation.ts';
import type { ColumnChoice } from '../../tabular/choose-columns.ts';
import { type Row, readRows } from '../../tabular/read-rows.ts';
import { RowError } from '../../tabular/table-error.ts';
import type { Pace } from './pace.ts';
import type { OutgoingRecord } from './write-records.ts';

export interface FileReplay {
  /** What is sent of one file, and from which row on. */
  readonly choice: ColumnChoice;
  /** Of rows that name none. */
  readonly source: string;
  readonly format: 'json' | 'csv';
  readonly pace: Pace;
  /** How an observation is called; by default as the file's `id` column says, else by its row number. */
  readonly idOf?: (row: Row) => string;
  readonly onRow?: (row: Row) => void;
}

/** The rows of a file as records for the stream, in constant memory. @throws {TableError} at the first bad row */
export async function* fileRecords(replay: FileReplay): AsyncGenerator<OutgoingRecord> {
  const { choice, pace, onRow } = replay;
  const { fromRow = 1 } = choice.range;
  for await (const row of readRows(choice)) {
    onRow?.(row);
    const dueMs = pace(row.index + 1 - fromRow, row);
    const source = checkedSource(replay, row);
    const data = replay.format === 'csv' ? csvLine(row) : observation(replay, row, source);
    yield { row: row.index + 1, source, data, dueMs };
  }
}

/** Kinesis takes partition keys of 1 to 256 characters. */
function checkedSource({ choice, source }: FileReplay, row: Row): string {
  const name = row.source ?? source;
  if (name.length >= 1 && name.length <= 256) return name;
  const at = { line: row.line, index: row.index, column: choice.parts.source };
  throw new RowError(choice.files[0], at, `a source has 1 to 256 characters, got ${name.length}`);
}

function observation({ choice, idOf = ownId }: FileReplay, row: Row, source: string): Uint8Array {
  const values = choice.features.map((name, i) => [name, orNull(row.values[i])] as const);
  return encodeObservation({
    source,
    timestampMs: row.timestampMs ?? Date.now(),
    id: idOf(row),
    features: Object.fromEntries(values),
  });
}

function ownId(row: Row): string {
  return row.id ?? String(row.index + 1);
}

function csvLine(row: Row): Uint8Array {
  const fields = Array.from(row.values, (value) => orNull(value) ?? '');
  return new TextEncoder().encode(fields.join(','));
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
