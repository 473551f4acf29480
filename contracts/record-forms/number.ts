import { parseDecimal } from '../decimal.ts';
import { isMissing } from '../missing.ts';

const INFINITE_TEXT = /^[+-]?inf(inity)?$/i;

/**
 * A feature's value, as a record may write it: numbers, booleans as 0 and 1, numeric strings, and the words for
 * missing.
 *
 * @returns null when it is missing, undefined when it is no number at all, and NaN when it is a number that cannot be
 *   scored (an infinity, 1e999)
 */
export function toFeatureValue(value: unknown): number | null | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : Number.NaN;
  if (value === null) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  const number = parseDecimal(text);
  if (number !== undefined) return Number.isFinite(number) ? number : Number.NaN;
  if (isMissing(text)) return null;
  return INFINITE_TEXT.test(text) ? Number.NaN : undefined;
}
