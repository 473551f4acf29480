import { guardFormula } from './formula-guard.ts';

/** Undefined is an empty cell. */
export type Cell = string | number | boolean | undefined;

/**
 * A line of CSV (RFC 4180) without its end, as all that we write: texts stand so that `openTable` reads exactly them,
 * and so that a spreadsheet runs none of them.
 */
export function csvLine(cells: readonly Cell[]): string {
  const [first, ...others] = cells.map(toField);
  // So that the first one is not taken for the beginning of a comment, of JSON, XML, what is no text or `sep=;`.
  const line = [first !== undefined && /^([#{[<%\0]|sep=)/i.test(first) ? quoted(first) : first, ...others].join(',');
  return line === '' ? '""' : line; // an empty line is no row
}

function toField(cell: Cell): string {
  if (typeof cell !== 'string') return cell === undefined ? '' : String(cell);
  const text = guardFormula(cell);
  // Space around a field is kept only within quotes, and what other files are separated by is looked for outside them.
  return /[",;|\t\r\n]/.test(text) || text !== text.trim() ? quoted(text) : text;
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
