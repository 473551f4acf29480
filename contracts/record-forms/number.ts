import { parseDecimal } from '../decimal.ts';

const NOT_FINITE_TEXT = /^([+-]?inf(inity)?|[+-]?nan)$/i;

/**
 * A feature's value, as a record may write it: numbers, booleans as 0 and 1, and numeric strings.
 *
 * @returns null when it is missing, undefined when it is no number at all, and NaN when it is a number that cannot be
 *   scored (NaN, an infinity, 1e999)
 */
export function toFeatureValue(value: unknown): number | null | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : Number.NaN;
  if (value === null) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  const number = parseDecimal(text);
  if (number !== undefined) return Number.isFinite(number) ? number : Number.NaN;
  return NOT_FINITE_TEXT.test(text) ? Number.NaN : undefined;
}
