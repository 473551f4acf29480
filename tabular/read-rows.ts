import { isMissing } from '../contracts/missing.ts';
import type { ColumnChoice } from './choose-columns.ts';
import { type Columns, locateColumns } from './locate-columns.ts';
import { withoutMissingValues } from './missing-values.ts';
import { type DecimalMark, parseNumber } from './parse-cell.ts';
import { decimalMarkOf, notANumber, notATime } from './read-cell.ts';
import { openTable, type Table, type TableRow } from './read-table.ts';
import { type TimeReader, timeReader } from './read-time.ts';

/** One row of a file with its parts taken apart. */
export interface Row {
  readonly file: string;
  /** From 0, without the header. */
  readonly index: number;
  /** In the file, from 1; absent where a file has no lines. */
  readonly line?: number;
  /** In the order of the features; NaN = missing. */
  readonly values: Float64Array;
  /** Undefined where its cell is blank, as all below but the time. */
  readonly source?: string;
  /**
   * Where its cell is blank that of the row before it, of the first ones the earliest; undefined where none has one.
   */
  readonly timestampMs?: number;
  readonly label?: boolean;
  readonly id?: string;
  /** Those that the flags name and that are not blank; absent where none are named. */
  readonly labels?: Readonly<Record<string, string>>;
  /** All cells as they stand in the file, in the order of its header. */
  readonly fields: readonly string[];
}

/**
 * The rows of files as their columns were chosen, file after file, in constant memory.
 *
 * @throws {TableError} at the first row that cannot be read
 */
export async function* readRows(choice: ColumnChoice): AsyncGenerator<Row> {
  const { files, range, flags, features, clock } = choice;
  let left = range.rows ?? Number.POSITIVE_INFINITY;
  let timeMs = clock?.earliestMs;
  for (const file of files) {
    if (left <= 0) return;
    const table = await openTable(file, flags, range.fromRow);
    try {
      const columns = locateColumns(table, {
        ...flags,
        features,
        ignore: file === files[0] ? flags.ignore : undefined,
      });
      const reader = new RowReader(table, columns, choice);
      for await (const row of withoutMissingValues(table.rows, columns.features, flags)) {
        if (left-- <= 0) return;
        const taken = reader.takeApart(row, timeMs);
        timeMs = taken.timestampMs ?? timeMs;
        yield taken;
      }
    } finally {
      table.close();
    }
  }
}

class RowReader {
  readonly #table: Table;
  readonly #columns: Columns;
  readonly #choice: ColumnChoice;
  readonly #mark: DecimalMark;
  readonly #readTime: TimeReader;

  constructor(table: Table, columns: Columns, choice: ColumnChoice) {
    this.#table = table;
    this.#columns = columns;
    this.#choice = choice;
    this.#mark = decimalMarkOf(table, choice.flags);
    this.#readTime = timeReader(choice.flags.timestampFormat);
  }

  /** @param timeMs of a row that has a cell for it and no time there */
  takeApart(row: TableRow, timeMs: number | undefined): Row {
    const { source, timestamp, label, id, labels, features } = this.#columns;
    const { index, line, fields } = row;
    const values = new Float64Array(features.length);
    for (let i = 0; i < features.length; i++) values[i] = this.#number(row, features[i]);
    return {
      file: this.#table.file,
      index,
      line,
      values,
      source: source === undefined ? undefined : unlessBlank(fields[source]),
      timestampMs: timestamp === undefined ? undefined : (this.#timestamp(row, timestamp) ?? timeMs),
      label: label === undefined ? undefined : this.#label(fields[label]),
      id: id === undefined ? undefined : unlessBlank(fields[id]),
      ...(labels.size > 0 && { labels: labelsIn(fields, labels) }),
      fields,
    };
  }

  #number(row: TableRow, at: number): number {
    const value = parseNumber(row.fields[at], this.#mark);
    if (value === undefined) throw notANumber(this.#table, row, at, this.#choice.flags.features !== undefined);
    return value;
  }

  #timestamp(row: TableRow, at: number): number | undefined {
    if (isMissing(row.fields[at])) return undefined;
    const timestampMs = this.#readTime(row.fields[at]);
    if (timestampMs === undefined) throw notATime(this.#table, row, at, this.#choice.flags);
    return timestampMs;
  }

  /** Labels that cannot be read are none. */
  #label(cell: string): boolean | undefined {
    const { labels } = this.#choice;
    return typeof labels === 'object' ? labels.isAnomaly(cell) : undefined;
  }
}

function labelsIn(fields: readonly string[], labels: ReadonlyMap<string, number>): Record<string, string> {
  return Object.fromEntries([...labels].flatMap(([name, at]) => (fields[at] === '' ? [] : [[name, fields[at]]])));
}

function unlessBlank(text: string): string | undefined {
  return text === '' ? undefined : text;
}
