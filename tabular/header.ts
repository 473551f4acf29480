import { isNumeric } from './parse-cell.ts';
import { looksLikeTime } from './read-time.ts';
import { TableError } from './table-error.ts';

/** @throws {TableError} for a name that stands twice */
export function checkNames(file: string, line: number, header: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of header) {
    if (name !== '' && seen.has(name)) {
      const cell = dataIn(header, () => false);
      if (cell !== undefined) throw noHeader(file, line, cell);
      throw new TableError(file, { line, column: name }, 'the header names it twice');
    }
    seen.add(name);
  }
}

/** A cell of the header that a row would have: a number or a time; undefined where all are names. */
export function dataIn(header: readonly string[], isNameWanted: (name: string) => boolean): string | undefined {
  return header.find((name) => (isNumeric(name, 'either') || looksLikeTime(name)) && !isNameWanted(name));
}

/** The problem of a file whose first row stands where the names should. */
export function noHeader(file: string, line: number, cell: string): TableError {
  const wanted = 'wanted column names in the first line';
  const comment = line > 1 ? ' (lines with # before it are comments)' : '';
  const meant = 'where it is a name all the same, say which columns are meant with --features';
  return new TableError(file, { line }, `it looks like data (${cell}), ${wanted}${comment}; ${meant}`);
}
