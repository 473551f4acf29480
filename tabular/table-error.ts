/** Where in a file something stands. */
export interface FilePlace {
  /** From 1. A file that is no text has none. */
  readonly line?: number;
  /** Of a row, from 0: told where there is no line. */
  readonly index?: number;
  readonly column?: string;
}

/** Where a row stands, for people: `line 7`, or `row 7` in a file without lines; '' for no row. */
export function placeWords({ line, index }: FilePlace): string {
  if (line !== undefined) return `line ${line}`;
  return index === undefined ? '' : `row ${index + 1}`;
}

/**
 * A file that cannot be read as a table, in one sentence for the person who named it: file, line, column, what to do.
 */
export class TableError extends Error {
  override name = 'TableError';

  constructor(file: string, at: FilePlace, problem: string) {
    const row = placeWords(at);
    const column = at.column === undefined ? '' : `column '${at.column}'`;
    super(`${[file, row, column].filter((words) => words !== '').join(', ')}: ${problem}`);
  }
}

/** The same about one row alone: the rows behind it can be read. */
export class RowError extends TableError {}
