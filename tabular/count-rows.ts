import type { ColumnFlags } from './locate-columns.ts';
import { openTable } from './read-table.ts';

/** How many rows a file has after its header. @throws {TableError} for a bad file */
export async function countRows(file: string, flags: ColumnFlags): Promise<number> {
  let count = 0;
  for await (const _ of (await openTable(file, flags)).rows) count++;
  return count;
}
