import { parseDecimal } from '../contracts/decimal.ts';
import { isMissing } from '../contracts/missing.ts';

/** How the numbers of a file are written; `either` is a point or a comma, with no digit groups. */
export type DecimalMark = '.' | ',' | 'either';

/** Decimal notation only: no hexadecimal, no digit groups, no infinities. */
export function isNumeric(text: string, mark: DecimalMark = '.'): boolean {
  return parseFinite(text, mark) !== undefined;
}

/** A finite number, NaN when missing, undefined when the text is neither. */
export function parseNumber(text: string, mark: DecimalMark = '.'): number | undefined {
  return isMissing(text) ? Number.NaN : parseFinite(text, mark);
}

function parseFinite(text: string, mark: DecimalMark): number | undefined {
  const value = parseDecimal(mark === '.' ? text.trim() : withPoint(text.trim(), mark));
  return Number.isFinite(value) ? value : undefined;
}

function withPoint(text: string, mark: ',' | 'either'): string {
  if (!text.includes(',')) return mark === ',' ? text.replace('.', ',') : text;
  // With both in it, one of them parts groups of digits.
  return text.includes('.') ? text : text.replace(',', '.');
}
