import { encodeObservation } from '../../contracts/observation.ts';
import type { ColumnFlags } from '../../tabular/locate-columns.ts';
import { type Row, readRows } from '../../tabular/read-rows.ts';
import { TableError } from '../../tabular/table-error.ts';
import type { Pace } from './pace.ts';
import type { OutgoingRecord } from './write-records.ts';

export interface FileReplay {
  readonly file: string;
  readonly features: readonly string[];
  readonly flags: ColumnFlags;
  /** Of rows in a file without a source column. */
  readonly source: string;
  readonly format: 'json' | 'csv';
  readonly pace: Pace;
  /** The first row to send, from 1. */
  readonly fromRow?: number;
  /** How an observation is called; by default as the file's `id` column says, else by its row number. */
  readonly idOf?: (row: Row) => string;
  readonly onRow?: (row: Row) => void;
}

/** The rows of a file as records for the stream, in constant memory. @throws {TableError} for a bad file */
export async function* fileRecords(replay: FileReplay): AsyncGenerator<OutgoingRecord> {
  const { file, features, flags, fromRow = 1, pace, onRow } = replay;
  for await (const row of readRows(file, features, flags)) {
    if (row.index + 1 < fromRow) continue;
    onRow?.(row);
    const dueMs = pace(row.index + 1 - fromRow, row);
    const source = checkedSource(replay, row);
    const data = replay.format === 'csv' ? csvLine(row) : observation(replay, row, source);
    yield { row: row.index + 1, source, data, dueMs };
  }
}

/** Kinesis takes partition keys of 1 to 256 characters. */
function checkedSource({ file, flags, source }: FileReplay, row: Row): string {
  const name = row.source ?? source;
  if (name.length >= 1 && name.length <= 256) return name;
  const column = flags.sourceColumn ?? 'source';
  throw new TableError(file, { line: row.line, column }, `a source has 1 to 256 characters, got ${name.length}`);
}

function observation({ features, idOf = ownId }: FileReplay, row: Row, source: string): Uint8Array {
  const values = features.map((name, i) => [name, orNull(row.values[i])] as const);
  return encodeObservation({
    source,
    timestampMs: row.timestampMs ?? Date.now(),
    id: idOf(row),
    features: Object.fromEntries(values),
  });
}

function ownId(row: Row): string {
  return row.id || String(row.index + 1);
}

function csvLine(row: Row): Uint8Array {
  const fields = Array.from(row.values, (value) => orNull(value) ?? '');
  return new TextEncoder().encode(fields.join(','));
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
