/**
 * A file that cannot be read as a table, in one sentence for the person who named it: file, line, column, what to do.
 */
export class TableError extends Error {
  override name = 'TableError';

  constructor(file: string, at: { readonly line?: number; readonly column?: string }, problem: string) {
    const line = at.line === undefined ? '' : `, line ${at.line}`;
    const column = at.column === undefined ? '' : `, column '${at.column}'`;
    super(`${file}${line}${column}: ${problem}`);
  }
}

/** The same about one row alone: the rows behind it can be read. */
export class RowError extends TableError {}
