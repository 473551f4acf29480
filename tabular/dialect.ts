import { parse } from 'csv-parse/sync';
import { isMissing } from '../contracts/missing.ts';
import { fitRow } from './fit-row.ts';
import { isDatum } from './header.ts';
import { type DecimalMark, isNumeric } from './parse-cell.ts';
import { looksLikeTime } from './read-time.ts';

/** How the rows of a file of delimited text are written. */
export interface Dialect {
  readonly delimiter: string;
  /** Lines before the header: comments, blank ones, Excel's `sep=;`. */
  readonly linesBefore: number;
  /** The first row under the header is one of units (`degC, bar`). */
  readonly hasUnits: boolean;
  /** A title stands where the header should: it names too few columns, and the row below it names them. */
  readonly hasTitle: boolean;
  /** No delimiter is there, and spaces would give all rows as many fields. */
  readonly isSpaced: boolean;
}

/** The usual ones, and the ones that win when several do. */
const DELIMITERS = [',', ';', '\t', '|'];
const ROWS_LOOKED_AT = 50;
const SEPARATOR_LINE = /^\s*"?sep=(.)"?\s*$/i;
/** A comment, and not a column called `#`. */
const COMMENT_LINE = /^#(?![,;\t|]|$)/;
const BRACKETED = /^[[(].*[\])]$/;

/**
 * Finds out how a file is written by its first lines: the delimiter that gives the header and the rows below it the
 * same number of fields, more than one; of several, the one that leaves the most cells numbers.
 *
 * @param head the first part of the text, cut anywhere
 * @param asked the delimiter, where it was told
 */
export function detectDialect(head: string, asked?: string, decimalComma = false): Dialect {
  const lines = head.split(/\r\n|\n|\r/);
  let linesBefore = 0;
  let said: string | undefined;
  for (const line of lines) {
    const separator = SEPARATOR_LINE.exec(line)?.[1];
    if (separator !== undefined) said ??= separator;
    else if (line.trim() !== '' && !COMMENT_LINE.test(line.trimStart())) break;
    linesBefore++;
  }
  const text = wholeLines(lines.slice(linesBefore));
  // A line `sep=;` above commas is no help: somebody has changed the one and not the other.
  const told = asked ?? (said !== undefined && isUsed(said, lines[linesBefore] ?? '') ? said : undefined);
  const delimiter = told ?? chooseDelimiter(text, decimalComma);
  const rows = sample(text, delimiter);
  const hasTitle = isTitle(rows);
  const hasUnits = !hasTitle && isUnitsRow(rows);
  return { delimiter, linesBefore, hasUnits, hasTitle, isSpaced: told === undefined && isSpaced(rows) };
}

/** Whether a delimiter parts the header, or nothing else does. */
function isUsed(delimiter: string, header: string): boolean {
  return header.includes(delimiter) || !DELIMITERS.some((other) => header.includes(other));
}

/** The last line may be cut; it only counts where there is no other. */
function wholeLines(lines: readonly string[]): string {
  const first = lines.slice(0, 10 * ROWS_LOOKED_AT);
  return (first.length < lines.length || lines.length < 3 ? first : first.slice(0, -1)).join('\n');
}

function chooseDelimiter(text: string, decimalComma: boolean): string {
  // Where commas are in numbers they seldom separate, but for quoted numbers.
  const candidates = decimalComma ? DELIMITERS.toSpliced(0, 1).concat(',') : DELIMITERS;
  const looks = candidates.map((delimiter) => ({ delimiter, rows: sample(text, delimiter) }));
  const fitting = looks.filter(({ rows }) => fits(rows));
  if (fitting.length > 0)
    return best(fitting, ({ rows, delimiter }) =>
      numericShare(rows, delimiter === ',' && !decimalComma ? '.' : 'either'),
    ).delimiter;
  // None fits, so that a row is to be refused: by the delimiter that the header has.
  const [header] = text.split('\n', 1);
  return best(candidates, (delimiter) => header.split(delimiter).length);
}

/** The first of the largest. */
function best<T>(all: readonly T[], measure: (one: T) => number): T {
  return all.reduce((winner, one) => (measure(one) > measure(winner) ? one : winner));
}

function sample(text: string, delimiter: string): string[][] {
  try {
    const options = { trim: true, skip_empty_lines: true, relax_column_count: true } as const;
    return parse(text, { delimiter, to: ROWS_LOOKED_AT, ...options });
  } catch {
    return []; // a quote that is not closed here
  }
}

function fits([header, ...rows]: readonly string[][]): boolean {
  return header !== undefined && header.length > 1 && rows.every((row) => fitRow(row, header) !== undefined);
}

function numericShare([, ...rows]: readonly string[][], mark: DecimalMark): number {
  const cells = rows.flat();
  return cells.filter((cell) => isMeasured(cell, mark)).length / Math.max(1, cells.length);
}

function isMeasured(cell: string, mark: DecimalMark): boolean {
  return isMissing(cell) || isNumeric(cell, mark) || looksLikeTime(cell);
}

/**
 * Units are texts of several kinds above columns of numbers. A row of one and the same text (`ERR`) is none, nor is one
 * with a number or a time in it.
 */
function isUnitsRow([header, units, ...others]: readonly string[][]): boolean {
  if (units === undefined || fitRow(units, header) === undefined) return false;
  const rows = others.filter((row) => fitRow(row, header) && row.some((cell, i) => cell !== header[i]));
  if (units.every((cell, i) => cell === header[i])) return false; // a header that comes again
  const words = units.filter((cell) => !isMissing(cell));
  if (words.some(isDatum)) return false;
  const overNumbers = units.filter((cell, i) => !isMissing(cell) && isColumnOfNumbers(rows, i));
  return new Set(overNumbers).size > 1 || (overNumbers.length > 0 && overNumbers.every((cell) => BRACKETED.test(cell)));
}

function isTitle([header, names, ...rows]: readonly string[][]): boolean {
  const isName = (cell: string) => !isMissing(cell) && !isDatum(cell);
  return names?.some((cell, i) => header[i] === '' && isName(cell) && isColumnOfNumbers(rows, i)) ?? false;
}

function isColumnOfNumbers(rows: readonly string[][], at: number): boolean {
  const cells = rows.map((row) => row[at] ?? '').filter((cell) => !isMissing(cell));
  return cells.length > 0 && cells.every((cell) => isNumeric(cell, 'either'));
}

/** Numbers that stand under each other with spaces between them, where the usual delimiters give one column. */
function isSpaced([header, ...rows]: readonly string[][]): boolean {
  if (header?.length !== 1 || rows.length === 0) return false;
  const count = wordsOf(header[0]).length;
  const alike = rows.every(([cell, ...others]) => others.length === 0 && wordsOf(cell).length === count);
  return count > 1 && alike && rows.every(([cell]) => wordsOf(cell).every((word) => isMeasured(word, 'either')));
}

function wordsOf(text: string): string[] {
  return text.trim().split(/\s+/);
}
