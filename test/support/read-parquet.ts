import { join } from 'node:path';
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer';
import { expect } from 'vitest';
import { type ChoosingOptions, chooseColumns } from '../../tabular/choose-columns.ts';
import type { ColumnFlags } from '../../tabular/locate-columns.ts';
import { readRows } from '../../tabular/read-rows.ts';
import { openTable } from '../../tabular/read-table.ts';
import { TableError } from '../../tabular/table-error.ts';
import { temporaryFile } from './temporary-folder.ts';

/** Files that Apache Arrow wrote: test/golden/make_parquet_golden.py. */
export const golden = (name: string) => join('test/golden/parquet', `${name}.parquet`);

/** A file of columns that hyparquet's own writer wrote. */
export const written = (columnData: ColumnSource[], rowGroupSize?: number) =>
  temporaryFile('rows', Buffer.from(parquetWriteBuffer({ columnData, rowGroupSize })));

/** What is wrong with a file, in the words that a person gets. */
export async function complaintOf(reading: Promise<unknown>): Promise<string> {
  const problem = await reading.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(problem).toBeInstanceOf(TableError);
  return (problem as TableError).message;
}

/** The cells of a file by the names of their columns. */
export async function cellsOf(file: string): Promise<Record<string, string>[]> {
  const { header, rows } = await openTable(file);
  return (await Array.fromAsync(rows)).map(({ fields }) =>
    Object.fromEntries(header.map((name, i) => [name, fields[i]])),
  );
}

/** The rows of files as every command reads them, and what was taken. */
export async function rowsOf(files: string[], flags: ColumnFlags = {}, options: ChoosingOptions = {}) {
  const choice = await chooseColumns(files, flags, options);
  return { choice, rows: await Array.fromAsync(readRows(choice)) };
}
