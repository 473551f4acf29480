import { type ColumnChunk, type FileMetaData, parquetSchema, type RowGroup, type SchemaTree } from 'hyparquet';
import { TableError } from '../table-error.ts';
import { canUnpack } from './unpack.ts';

/** Values that are in memory at once: a gigabyte as numbers. Writers put a million rows into a group. */
const MOST_VALUES = 2 ** 27;

/**
 * Says what cannot be read of a file, before any of its rows.
 *
 * @throws {TableError} for rows in other files, encrypted columns, ways of packing that nobody here unpacks, groups
 *   that no memory holds
 * @throws {Error} for groups that do not have the columns of the schema
 */
export function checkGroups(file: string, metadata: FileMetaData): void {
  const leaves = leavesOf(parquetSchema(metadata));
  for (const [i, group] of metadata.row_groups.entries()) {
    for (const column of group.columns) checkColumn(file, column);
    const paths = group.columns.map(({ meta_data: data }) => JSON.stringify(data!.path_in_schema));
    if (paths.join() !== leaves.join()) throw new Error(`parquet row group ${i + 1} has other columns than the schema`);
    checkSize(file, i + 1, group);
  }
}

function checkColumn(file: string, { file_path: elsewhere, crypto_metadata: key, meta_data: data }: ColumnChunk): void {
  if (elsewhere) throw new TableError(file, {}, `its rows are in other files ('${elsewhere}'), wanted those`);
  if (key || !data) throw new TableError(file, {}, 'its columns are encrypted, wanted a file that is not');
  if (data.codec && !canUnpack(data.codec)) {
    const wanted = 'wanted snappy, gzip, zstd, brotli or none: write it with compression="zstd"';
    throw new TableError(file, {}, `its pages are packed with ${data.codec}, ${wanted}`);
  }
}

function checkSize(file: string, number: number, { num_rows: rows, columns }: RowGroup): void {
  const values = columns.reduce((sum, { meta_data: data }) => sum + Number(data!.num_values), 0);
  const counts = [Number(rows), ...columns.map(({ meta_data: data }) => Number(data!.num_values))];
  if (!counts.every((count) => Number.isSafeInteger(count) && count >= 0)) {
    throw new Error(`parquet row group ${number} has ${rows} rows`);
  }
  if (values <= MOST_VALUES && Number(rows) <= MOST_VALUES) return;
  const got = `row group ${number} has ${rows} rows of ${columns.length} columns`;
  throw new TableError(file, {}, `${got}, wanted ${MOST_VALUES} values at most: write it with smaller row groups`);
}

function leavesOf({ children, path }: SchemaTree): string[] {
  return children.length === 0 ? [JSON.stringify(path)] : children.flatMap(leavesOf);
}
