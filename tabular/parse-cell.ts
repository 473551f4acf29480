const MISSING = new Set(['', 'nan', 'na', 'n/a', 'null', 'none']);
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const DATE_TIME = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(Z|[+-]\d{2}:?\d{2})?)?$/i;
/** Numbers below this are seconds since the epoch, others milliseconds. */
const SECONDS_BELOW = 1e11;

export function isMissing(text: string): boolean {
  return text === '' || (text.length <= 6 && MISSING.has(text.trim().toLowerCase()));
}

/** Decimal notation only: no hexadecimal, no digit groups, no infinities. */
export function isNumeric(text: string): boolean {
  return DECIMAL.test(text.trim()) && Number.isFinite(Number(text));
}

/** A finite number, NaN when missing, undefined when the text is neither. */
export function parseNumber(text: string): number | undefined {
  if (isMissing(text)) return Number.NaN;
  return isNumeric(text) ? Number(text) : undefined;
}

/** True for an anomaly: `1`, `true`, any number but 0. Undefined when the text says neither. */
export function parseLabel(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  if (word === 'true') return true;
  if (word === 'false') return false;
  return isNumeric(word) ? Number(word) !== 0 : undefined;
}

/** Milliseconds since the epoch from ISO 8601 (UTC where it names no zone) or a number. Undefined when it is neither. */
export function parseTimestamp(text: string): number | undefined {
  const trimmed = text.trim();
  if (isNumeric(trimmed)) {
    const value = Number(trimmed);
    return Math.abs(value) < SECONDS_BELOW ? value * 1000 : value;
  }
  const [, date, time = '00:00', zone = 'Z'] = DATE_TIME.exec(trimmed) ?? [];
  if (date === undefined) return undefined;
  const timestampMs = Date.parse(`${date}T${time}${zone.toUpperCase()}`);
  return Number.isNaN(timestampMs) ? undefined : timestampMs;
}
