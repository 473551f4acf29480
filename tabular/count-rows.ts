import { openTable } from './read-table.ts';

/** How many rows a CSV file has after its header. @throws {TableError} for a bad file */
export async function countRows(file: string): Promise<number> {
  let count = 0;
  for await (const _ of (await openTable(file)).rows) count++;
  return count;
}
