import { COLUMN_PARTS } from './column-parts.ts';
import { isNumeric } from './parse-cell.ts';
import { looksLikeTime } from './read-time.ts';
import { TableError } from './table-error.ts';

/** What stands in place of a number; not `NA`, `None` and other words that a column may well be called by. */
const IN_PLACE_OF_NUMBERS = /^([+-]?inf(inity)?|[+-]?nan|null|n\/a|#n\/a|<na>|\\n|\?)$/i;

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

/**
 * A cell of the header that a row would have: a number, a time, or a word in their place. Undefined where all are
 * names, and where one of them is `source`, `timestamp`, `label` or `id`, as in what `collect` writes: then all are.
 */
export function dataIn(header: readonly string[], isNameWanted: (name: string) => boolean): string | undefined {
  if (COLUMN_PARTS.some((part) => header.includes(part))) return undefined;
  return header.find((name) => isDatum(name) && !isNameWanted(name));
}

/** Whether a cell is a number or a time to a person, or a word that stands where one would. */
export function isDatum(cell: string): boolean {
  return isNumeric(cell, 'either') || looksLikeTime(cell) || IN_PLACE_OF_NUMBERS.test(cell);
}

/**
 * The problem of a file whose first row stands where the names should.
 *
 * @param canName whether the features can be named, which says that the cells are names
 */
export function noHeader(file: string, line: number | undefined, cell: string, canName = false): TableError {
  const wanted = 'wanted column names in the first line';
  const comment = line !== undefined && line > 1 ? ' (lines with # before it are comments)' : '';
  const meant = canName ? '; where it is a name all the same, say which columns are meant with --features' : '';
  return new TableError(file, { line }, `it looks like data (${cell}), ${wanted}${comment}${meant}`);
}
