import { isDatum } from './header.ts';
import type { ColumnFlags } from './locate-columns.ts';
import { type DecimalMark, isNumeric } from './parse-cell.ts';
import type { Table, TableRow } from './read-table.ts';
import { isTimeOfDay, possibleFormats } from './read-time.ts';
import { quotedWord, shellNames } from './shell-word.ts';
import { RowError } from './table-error.ts';

/** How the numbers of a table may be written. A comma that is the delimiter, too, is a decimal only where told. */
export function decimalMarkOf({ delimiter }: Table, { decimal }: ColumnFlags): DecimalMark {
  return decimal ?? (delimiter === undefined || delimiter === ',' ? '.' : 'either');
}

/**
 * The problem of a cell of text in a column of numbers.
 *
 * @param named whether the features were named, so that `--ignore` is no way out
 */
export function notANumber(table: Table, row: TableRow, at: number, named: boolean): RowError {
  const text = row.fields[at];
  const comma = isNumeric(text, 'either') ? ' (a decimal comma? --decimal ,)' : '';
  const isUnits = row.index === 0 && row.fields.every((field) => !isDatum(field));
  const units = isUnits ? ' (units? delete the line)' : '';
  const ignore = named ? '' : `, leave the column out with --ignore ${shellNames([table.header[at]])}`;
  const isShort = excerptOf(text) === text;
  const missing = isShort ? `, or say that it stands for a missing value with --missing-value ${quotedWord(text)}` : '';
  return refused(
    table,
    row,
    at,
    `is not a number, and a feature needs numbers${comma}${units}: mend it${ignore}${missing}`,
  );
}

/** The problem of a cell that is no time, with the formats that it may be meant in. */
export function notATime(table: Table, row: TableRow, at: number, { timestampFormat }: ColumnFlags): RowError {
  const text = row.fields[at];
  const formats = possibleFormats(text).map((format) => `'${format}'`);
  const without = 'do without with --no-timestamp';
  if (isTimeOfDay(text))
    return refused(table, row, at, `is a time of day without a date: put the date before it, or ${without}`);
  const wanted = timestampFormat
    ? `wanted ${timestampFormat}`
    : 'wanted ISO 8601 or a number of seconds, milliseconds, microseconds or nanoseconds since 1970';
  const how =
    formats.length > 0
      ? `say how it is written with --timestamp-format ${formats.join(' or ')}`
      : "mend it, say how times are written with --timestamp-format (like 'DD/MM/YYYY HH:mm')";
  const hint = timestampFormat ? 'mend it' : how;
  return refused(table, row, at, `is not a time, ${wanted}; ${hint}, or ${without}`);
}

/** A value as messages show it. */
export function excerptOf(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}...` : text;
}

function refused(table: Table, row: TableRow, at: number, problem: string): RowError {
  const place = { line: row.line, index: row.index, column: table.header[at] };
  return new RowError(table.file, place, `'${excerptOf(row.fields[at])}' ${problem}`);
}
