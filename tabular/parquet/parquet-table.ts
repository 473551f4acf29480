import { featureName } from '../../contracts/feature-name.ts';
import { namesIn, type ObjectRow, objectsTable } from '../objects-table.ts';
import type { Table, TableRow } from '../read-table.ts';
import { TableError } from '../table-error.ts';
import { type ParquetColumn, ParquetFile } from './parquet-file.ts';
import { bytesText } from './value-text.ts';

/**
 * A Parquet file as a table. Where columns are nested, each row is read as an object of JSON Lines is: in the full form
 * of the stream or the flat one; the file is read twice then.
 *
 * @param fromRow as `openTable` has it
 * @throws {TableError} for a file that is no Parquet file to its end, or that has no columns
 */
export async function parquetTable(file: string, fromRow: number): Promise<Table> {
  const parquet = await ParquetFile.open(file);
  const close = () => void parquet.close().catch(() => {});
  try {
    const { columns } = parquet;
    if (columns.length === 0) throw new TableError(file, {}, 'there are no columns');
    const isNested = columns.some((column) => column.isNested);
    const table = isNested ? await nestedTable(parquet, fromRow - 1) : flatTable(parquet, fromRow - 1);
    return { ...table, rows: closing(table.rows, parquet), close };
  } catch (cause) {
    close();
    throw cause;
  }
}

function flatTable(parquet: ParquetFile, from: number): Omit<Table, 'close'> {
  const { file, columns } = parquet;
  const header = columns.map(({ name }) => featureName(name));
  const twice = header.find((name, i) => name !== '' && header.indexOf(name) !== i);
  if (twice !== undefined) throw new TableError(file, { column: twice }, 'two columns have this name');
  return {
    file,
    form: 'Parquet',
    header,
    rows: flatRows(parquet, from),
    passedOver: { comments: 0, repeatedHeaders: 0 },
  };
}

async function nestedTable(parquet: ParquetFile, from: number): Promise<Omit<Table, 'close'>> {
  const names = await namesIn(objectsOf(parquet, from));
  return objectsTable({ file: parquet.file, form: 'Parquet' }, names, objectsOf(parquet, from));
}

async function* closing(rows: AsyncIterable<TableRow>, parquet: ParquetFile): AsyncGenerator<TableRow> {
  try {
    yield* rows;
  } finally {
    await parquet.close();
  }
}

async function* flatRows(parquet: ParquetFile, from: number): AsyncGenerator<TableRow> {
  for await (const { index, values } of rowsOf(parquet, from)) {
    yield { index, fields: parquet.columns.map((column, i) => cellText(column, values[i])) };
  }
}

async function* objectsOf(parquet: ParquetFile, from: number): AsyncGenerator<ObjectRow> {
  for await (const { index, values } of rowsOf(parquet, from)) {
    const entries = parquet.columns.map((column, i) => [column.name, objectValue(column, values[i])] as const);
    yield { index, object: Object.fromEntries(entries) };
  }
}

interface StoredRow {
  readonly index: number;
  readonly values: readonly unknown[];
}

async function* rowsOf(parquet: ParquetFile, from: number): AsyncGenerator<StoredRow> {
  for await (const { firstRow, rows, columns } of parquet.groups(from)) {
    for (let i = Math.max(0, from - firstRow); i < rows; i++) {
      yield { index: firstRow + i, values: columns.map((values) => values[i]) };
    }
  }
}

/** As CSV has it: '' for a missing value, truths 1 and 0. */
function cellText({ toText = bytesText }: ParquetColumn, value: unknown): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '';
  return toText(typeof value === 'boolean' ? Number(value) : value);
}

/** Absent is no text of its own: an empty one of `source` would be missing all the same. */
function objectValue(column: ParquetColumn, value: unknown): unknown {
  return column.isNested ? asJson(value) : cellText(column, value);
}

/** What JSON has in place of a value. */
function asJson(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Uint8Array) return bytesText(value);
  if (Array.isArray(value)) return value.map(asJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, asJson(inner)]));
}
