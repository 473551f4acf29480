import type { Observation } from '../observation.ts';
import type { Result } from '../result.ts';
import type { RecordContext } from './observation-parts.ts';
import { decodePositional } from './positional.ts';
import { MAX_FEATURES } from './values.ts';

/** One line, of which at least one cell is a number; the others are then worth naming one by one. */
export function looksLikeNumbers(text: string): boolean {
  return !text.includes('\n') && /(^|,)\s*"?[+-]?\.?\d/.test(text);
}

/** One observation from the cells of a line of comma-separated values; an empty cell is a missing one. */
export function decodeCsvCells(cells: readonly string[], context: RecordContext): Result<Observation> {
  return decodePositional(
    cells.map((cell) => (cell === '' ? null : cell)),
    context,
  );
}

/**
 * The cells of one line of CSV (RFC 4180), without white space around them; one more than there may be features at the
 * most, which is enough to see that there are too many. A quote that stands within a cell, or is not closed, is a part
 * of it.
 */
export function csvCells(line: string): string[] {
  if (line.includes('\n')) throw new RangeError('csvCells takes one line');
  if (!line.includes('"')) return line.split(',', MAX_FEATURES + 1).map((cell) => cell.trim());
  const cells: string[] = [];
  for (let from = 0; from <= line.length && cells.length <= MAX_FEATURES; ) {
    const end = cellEnd(line, from);
    const cell = line.slice(from, end).trim();
    cells.push(/^".*"$/.test(cell) ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    from = end + 1;
  }
  return cells;
}

/** The comma that ends the cell, or the end of the line; a comma within quotes ends none. */
function cellEnd(line: string, from: number): number {
  let at = from;
  while (line[at] === ' ' || line[at] === '\t') at++;
  let end = line.indexOf(',', at);
  if (end < 0) return line.length;
  if (line[at] !== '"') return end;
  // Quotes come in pairs until the one that closes the cell.
  for (let quote = line.indexOf('"', at + 1); quote >= 0; quote = line.indexOf('"', quote + 2)) {
    if (line[quote + 1] === '"') continue;
    const comma = line.indexOf(',', quote);
    end = comma < 0 ? line.length : comma;
    break;
  }
  return end;
}
