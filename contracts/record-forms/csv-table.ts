import { parseDecimal } from '../decimal.ts';
import { featureName } from '../feature-name.ts';
import { isMissing } from '../missing.ts';
import { malformed } from '../result.ts';
import { csvCells, looksLikeNumbers } from './csv-line.ts';
import { decodeObject } from './json-object.ts';
import { alone, inPlace, nonBlankLines, type TextContext, type TextPart } from './text-part.ts';
import { MAX_FEATURES } from './values.ts';

/**
 * The observations of a table of CSV whose first line has names: each line below it in the flat form. A header alone
 * has none: producers that write files repeat it.
 *
 * @param text neither begins nor ends with white space
 * @returns undefined when the text is no such table
 */
export function decodeCsvTable(text: string, context: TextContext): TextPart[] | undefined {
  const newline = text.indexOf('\n');
  const names = namesOf(newline < 0 ? text : text.slice(0, newline));
  if (!names) return undefined;
  if (newline < 0) return names.length > 1 && names.every(isPlainName) ? [] : undefined;
  const below = text.slice(newline + 1).trimStart();
  const second = below.slice(0, lineEnd(below)).trimEnd();
  const isList = second.startsWith('[') && second.endsWith(']');
  if (isList || !looksLikeNumbers(second)) return undefined;
  return decodeRows(text, names, context);
}

/** The cells of a header; undefined when the line is none. */
function namesOf(line: string): string[] | undefined {
  const cells = csvCells(line).map(featureName);
  const isHeader = cells.length <= MAX_FEATURES && cells.every(isName) && new Set(cells).size === cells.length;
  return isHeader ? cells : undefined;
}

function isName(cell: string): boolean {
  return !isMissing(cell) && parseDecimal(cell) === undefined && cell[0] !== '[' && !JSON_PART.test(cell);
}

/** What a broken line of JSON has between its commas, and no name. */
const JSON_PART = /["{}]/;

/** Nothing that could be a sentence: a header alone passes without a trace. */
function isPlainName(name: string): boolean {
  return /^[\p{L}_][\p{L}\p{N}_.\-/%°]*$/u.test(name);
}

function lineEnd(text: string): number | undefined {
  const end = text.indexOf('\n');
  return end < 0 ? undefined : end;
}

function decodeRows(text: string, names: readonly string[], context: TextContext): TextPart[] {
  const decoded: TextPart[] = [];
  let number = 0;
  let header = '';
  for (const line of nonBlankLines(text)) {
    if (++number === 1) {
      header = line.trim();
      continue;
    }
    const cells = csvCells(line);
    const object = Object.fromEntries(names.map((name, i) => [name, cellOf(name, cells[i])]));
    const row =
      cells.length === names.length ? decodeObject(object, context, context.mapping) : wrongLength(cells, names);
    // Without its header it would be a line of numbers when it comes again, which are others.
    const kept = row.ok || !context.allowance.takeCopy(header) ? undefined : `${header}\n${line.trim()}`;
    for (const part of alone(row, context)) decoded.push(inPlace(part, `line ${number}`, kept));
    if (context.allowance.excess) break;
  }
  return decoded;
}

/** What is empty is not there: a source or a time then comes from the record. */
function cellOf(name: string, cell: string | undefined): string | null | undefined {
  if (cell === undefined || name === 'labels') return undefined;
  return cell === '' ? null : cell;
}

function wrongLength(cells: readonly string[], names: readonly string[]) {
  const message = `got ${cells.length} cells, wanted ${names.length} as in the header`;
  return malformed('wrong_length', '', message);
}
