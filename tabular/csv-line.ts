import { guardFormula } from './formula-guard.ts';

/** Undefined is an empty cell. */
export type Cell = string | number | boolean | undefined;

/**
 * A line of CSV (RFC 4180) without its end, as all that we write: texts stand so that `openTable` reads exactly them,
 * and so that a spreadsheet runs none of them.
 */
export function csvLine(cells: readonly Cell[]): string {
  const line = cells.map(toField).join(',');
  return line === '' ? '""' : line; // an empty line is no row
}

function toField(cell: Cell): string {
  if (typeof cell !== 'string') return cell === undefined ? '' : String(cell);
  const text = guardFormula(cell);
  // Space around a field is kept only within quotes.
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}
