import type { Observation } from '../observation.ts';
import type { Result } from '../result.ts';
import type { RecordContext } from './observation-parts.ts';
import { decodePositional } from './positional.ts';
import { MAX_FEATURES } from './values.ts';

/** One line, of which at least one cell is a number; the others are then worth naming one by one. */
export function looksLikeNumbers(text: string): boolean {
  return !text.includes('\n') && /(^|,)\s*"?[+-]?\.?\d/.test(text);
}

/** One observation from a line of comma-separated values; an empty cell is a missing one. */
export function decodeCsvLine(line: string, context: RecordContext): Result<Observation> {
  if (line.includes('\n')) throw new RangeError('decodeCsvLine takes one line');
  // One cell more than there may be is enough to see that there are too many.
  const cells = line.split(',', MAX_FEATURES + 1).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
  return decodePositional(
    cells.map((cell) => (cell === '' ? null : cell)),
    context,
  );
}
