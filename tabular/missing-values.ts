import type { ColumnFlags } from './locate-columns.ts';
import { isNumeric, parseNumber } from './parse-cell.ts';
import type { TableRow } from './read-table.ts';

/**
 * Empties the cells of features that hold a value which somebody said means that there is none: a number however it is
 * written (`-200.0` for `-200`), a word in any case.
 *
 * @param features positions of their columns
 */
export function withoutMissingValues(
  rows: AsyncIterable<TableRow>,
  features: readonly number[],
  { missingValues = [] }: ColumnFlags,
): AsyncIterable<TableRow> {
  return missingValues.length === 0 ? rows : emptied(rows, features, missingValues);
}

/** The numbers among the values that mean a missing one: a word cannot come where there are numbers alone. */
export function missingNumbers({ missingValues = [] }: ColumnFlags): number[] {
  return missingValues.filter(isNumeric).map(Number);
}

async function* emptied(
  rows: AsyncIterable<TableRow>,
  features: readonly number[],
  missingValues: readonly string[],
): AsyncGenerator<TableRow> {
  const numbers = new Set(missingNumbers({ missingValues }));
  const words = new Set(missingValues.map(wordOf));
  for await (const row of rows) {
    const fields = row.fields.slice();
    for (const at of features) {
      const text = fields[at];
      if (words.has(wordOf(text)) || numbers.has(parseNumber(text) ?? Number.NaN)) fields[at] = '';
    }
    yield { ...row, fields };
  }
}

function wordOf(text: string): string {
  return text.trim().toLowerCase();
}
