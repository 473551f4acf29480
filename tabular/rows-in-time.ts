import type { ColumnChoice } from './choose-columns.ts';
import { type Row, readRows } from './read-rows.ts';
import { placeWords, TableError } from './table-error.ts';

/** So many cells are put in order in memory: about 1 GB. */
const MOST_SORTED_CELLS = 10_000_000;

/**
 * The rows of files in the order of time: what comes before a row of a source is what was known when it came.
 *
 * Files whose rows are in order, source by source, are read as they stand, in constant memory; others are put in order
 * in memory, as long as they have no more than {@link MOST_SORTED_CELLS} cells. Rows of one time stay as they stand.
 *
 * @throws {TableError} at the first row that cannot be read; and for rows that are out of order and too many
 */
export async function* readRowsInTime(choice: ColumnChoice): AsyncGenerator<Row> {
  if (choice.outOfOrder === undefined) {
    yield* readRows(choice);
    return;
  }
  if (choice.rows * choice.header.length > MOST_SORTED_CELLS) throw tooMany(choice);
  yield* inOrderOfTime(await Array.fromAsync(readRows(choice)));
}

function inOrderOfTime(rows: readonly Row[]): Row[] {
  // A file that has no column of times may stand beside others: its rows are judged by themselves, in any order.
  const timeOf = ({ timestampMs = Number.MIN_SAFE_INTEGER }: Row) => timestampMs;
  return rows.toSorted((a, b) => timeOf(a) - timeOf(b));
}

function tooMany({ outOfOrder, rows, header, parts }: ColumnChoice): TableError {
  const { file, line, index, before } = outOfOrder!;
  const of = before.file === file ? '' : ` of ${before.file}`;
  const [many, most] = [rows * header.length, MOST_SORTED_CELLS].map((cells) => cells.toLocaleString('en'));
  return new TableError(
    file,
    { line, index, column: parts.timestamp },
    `it is before ${placeWords(before)}${of}, and ${many} cells are too many to put in order, ${most} at most: ` +
      'sort the rows by this column, or judge each by itself with --no-timestamp',
  );
}
