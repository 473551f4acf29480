import { type ColumnFlags, type Columns, locateColumns } from './locate-columns.ts';
import { withoutMissingValues } from './missing-values.ts';
import { readLabel, readNumber, readTimestamp } from './read-cell.ts';
import { openTable, type Table, type TableRow } from './read-table.ts';

/** One row of a file with its parts taken apart. */
export interface Row {
  /** From 0, without the header. */
  readonly index: number;
  /** In the file, from 1. */
  readonly line: number;
  /** In the order of the features asked for; NaN = missing. */
  readonly values: Float64Array;
  readonly source?: string;
  readonly timestampMs?: number;
  readonly label?: boolean;
  readonly id?: string;
}

/**
 * The rows of a CSV file with the given features, in constant memory.
 *
 * @throws {TableError} for a bad file, a feature that it has no column for, and the first cell that cannot be read
 */
export async function* readRows(
  file: string,
  features: readonly string[],
  flags: ColumnFlags = {},
): AsyncGenerator<Row> {
  const table = await openTable(file);
  try {
    const columns = locateColumns(table, { ...flags, features });
    let index = 0;
    for await (const row of withoutMissingValues(table.rows, columns.features, flags))
      yield takeApart(table, columns, row, index++);
  } finally {
    table.close();
  }
}

function takeApart(table: Table, columns: Columns, row: TableRow, index: number): Row {
  const { source, timestamp, label, id, features } = columns;
  const values = new Float64Array(features.length);
  for (let i = 0; i < features.length; i++) values[i] = readNumber(table, row, features[i]);
  return {
    index,
    line: row.line,
    values,
    source: source === undefined ? undefined : row.fields[source],
    timestampMs: timestamp === undefined ? undefined : readTimestamp(table, row, timestamp),
    label: label === undefined ? undefined : readLabel(table, row, label),
    id: id === undefined ? undefined : row.fields[id],
  };
}
