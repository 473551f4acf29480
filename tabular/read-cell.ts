import { isMissing } from '../contracts/missing.ts';
import { parseLabel, parseNumber, parseTimestamp } from './parse-cell.ts';
import type { Table, TableRow } from './read-table.ts';
import { TableError } from './table-error.ts';

const NOT_A_NUMBER = 'is not a number, and a feature needs numbers';

/** @returns NaN when missing */
export function readNumber(table: Table, row: TableRow, at: number): number {
  const value = parseNumber(row.fields[at]);
  if (value === undefined) throw refused(table, row, at, NOT_A_NUMBER);
  return value;
}

/** @returns milliseconds since the epoch */
export function readTimestamp(table: Table, row: TableRow, at: number): number {
  const timestampMs = parseTimestamp(row.fields[at]);
  if (timestampMs === undefined) {
    throw refused(
      table,
      row,
      at,
      'is not a time, wanted ISO 8601 or a number of seconds, milliseconds, microseconds or nanoseconds since 1970',
    );
  }
  return timestampMs;
}

/** @returns whether the row is an anomaly; undefined when nobody said */
export function readLabel(table: Table, row: TableRow, at: number): boolean | undefined {
  const text = row.fields[at];
  if (isMissing(text)) return undefined;
  const label = parseLabel(text);
  if (label === undefined) throw refused(table, row, at, 'is not a label, wanted 0 or 1');
  return label;
}

/** Where features are still being chosen. */
export function notANumber(table: Table, row: TableRow, at: number): TableError {
  return refused(table, row, at, `${NOT_A_NUMBER}; leave the column out with --ignore`);
}

function refused(table: Table, row: TableRow, at: number, problem: string): TableError {
  const text = row.fields[at];
  const shown = text.length > 40 ? `${text.slice(0, 40)}...` : text;
  return new TableError(table.file, { line: row.line, column: table.header[at] }, `'${shown}' ${problem}`);
}
