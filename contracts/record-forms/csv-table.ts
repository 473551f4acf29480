import { parseDecimal } from '../decimal.ts';
import { featureName } from '../feature-name.ts';
import { isMissing } from '../missing.ts';
import type { Observation } from '../observation.ts';
import { malformed, type Result } from '../result.ts';
import { shortName } from './excerpt.ts';
import { decodeObject } from './json-object.ts';
import type { TextContext } from './text-part.ts';
import { MAX_FEATURES } from './values.ts';

/** A line of names: the lines below it are rows in the flat form. */
export interface CsvHeader {
  readonly line: string;
  /** Empty for a column without a name, as pandas writes its row numbers and a comma at the end makes one. */
  readonly names: readonly string[];
  readonly known: ReadonlySet<string>;
  /** Stands twice: then nobody knows what a row says. */
  readonly repeated?: string;
}

/**
 * Reads a line as a header: cells of which none is a number. Below a header only one that shares a name with it is one
 * again, as where a producer puts files together; any other line of words is a row without numbers.
 *
 * @param above the header that holds so far
 * @returns undefined when the line is none
 */
export function readHeader(line: string, cells: readonly string[], above?: CsvHeader): CsvHeader | undefined {
  if (line === above?.line) return above;
  if (cells.length > MAX_FEATURES || !cells.every(isName)) return undefined;
  const names = cells.map((cell, i) => featureName(i === 0 ? cell.replace(/^#+/, '') : cell));
  const telling = names.filter((name) => !isMissing(name));
  const isAnyHeader = !above || above.line.startsWith('#');
  if (!(isAnyHeader ? telling.length > 0 : telling.some((name) => above.known.has(name)))) return undefined;
  const known = new Set<string>();
  let repeated: string | undefined;
  for (const name of names) {
    if (name !== '' && known.has(name)) repeated ??= name;
    known.add(name);
  }
  return { line, names, known, ...(repeated !== undefined && { repeated }) };
}

/** Says whether a text is a header and nothing else: no cell could be a word of a sentence, or a missing value. */
export function isHeaderAlone(cells: readonly string[]): boolean {
  const names = cells.map(featureName);
  return names.length > 1 && new Set(names).size === names.length && names.every(isPlainName);
}

/** A line that spreadsheets and tools write above a table, and that says nothing of it. */
export function isRemark(line: string, cells: readonly string[]): boolean {
  return /^sep=.$/i.test(line) || (line.startsWith('#') && cells.length === 1);
}

function isName(cell: string): boolean {
  return parseDecimal(cell) === undefined && cell[0] !== '[' && !JSON_PART.test(cell);
}

/** What a broken line of JSON has between its commas, and no name. */
const JSON_PART = /["{}]/;

function isPlainName(name: string): boolean {
  return /^[\p{L}_][\p{L}\p{N}_.\-/%°]*$/u.test(name) && !isMissing(name);
}

/** One observation from a row below a header. */
export function decodeCsvRow(cells: readonly string[], header: CsvHeader, context: TextContext): Result<Observation> {
  const { names, repeated } = header;
  if (repeated !== undefined) {
    return malformed('repeated_feature', '', `the header must have each name once, got ${shortName(repeated)} twice`);
  }
  if (cells.length !== names.length) {
    const hint = cells.length === names.length + 1 && cells.at(-1) === '' ? ', the last of which is empty' : '';
    const message = `got ${cells.length} cells${hint}, wanted ${names.length} as in the header`;
    return malformed('wrong_length', '', message);
  }
  const named = names.flatMap((name, i) => (name === '' ? [] : [[name, cellOf(name, cells[i])] as const]));
  return decodeObject(Object.fromEntries(named), context, context.mapping);
}

/** What is empty is not there: a source or a time then comes from the record. */
function cellOf(name: string, cell: string | undefined): string | null | undefined {
  if (name === 'labels') return undefined;
  return cell === '' ? null : cell;
}

/** As long as a header may be that is kept with each row that cannot be read. */
const MAX_KEPT_HEADER = 1000;

/** The text of a row that can still be read as it was: below its header, unless that would be very much longer. */
export function rowWithHeader(line: string, header: CsvHeader): string {
  const isShort = header.line.length <= Math.max(MAX_KEPT_HEADER, 4 * line.length);
  return isShort ? `${header.line}\n${line}` : line;
}
