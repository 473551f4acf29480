import { parseDecimal } from '../contracts/decimal.ts';
import { isMissing } from '../contracts/missing.ts';
import { decodeTimestamp } from '../contracts/record-forms/timestamp.ts';

/** Decimal notation only: no hexadecimal, no digit groups, no infinities. */
export function isNumeric(text: string): boolean {
  return parseFinite(text) !== undefined;
}

/** A finite number, NaN when missing, undefined when the text is neither. */
export function parseNumber(text: string): number | undefined {
  return isMissing(text) ? Number.NaN : parseFinite(text);
}

function parseFinite(text: string): number | undefined {
  const value = parseDecimal(text.trim());
  return Number.isFinite(value) ? value : undefined;
}

/** True for an anomaly: `1`, `true`, any number but 0. Undefined when the text says neither. */
export function parseLabel(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  if (word === 'true') return true;
  if (word === 'false') return false;
  const value = parseFinite(word);
  return value === undefined ? undefined : value !== 0;
}

/** Milliseconds since the epoch, as on the stream. Undefined when the text is no time. */
export function parseTimestamp(text: string): number | undefined {
  const decoded = decodeTimestamp(text, '');
  return decoded.ok ? decoded.value : undefined;
}
