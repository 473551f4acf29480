import { MAX_DECIMAL_LENGTH } from '../decimal.ts';
import { malformed, ok, type Result } from '../result.ts';
import { excerpt } from './excerpt.ts';

/**
 * Numbers since 1970 tell their unit by how large they are: below 1e11 they are seconds (to the year 5138), below 1e14
 * milliseconds (from 1973), below 1e17 microseconds, below 1e20 nanoseconds.
 */
const UNITS = [
  { below: 1e11, toMs: (seconds: number) => seconds * 1e3 },
  { below: 1e14, toMs: (milliseconds: number) => milliseconds },
  { below: 1e17, toMs: (microseconds: number) => microseconds / 1e3 },
  { below: 1e20, toMs: (nanoseconds: number) => nanoseconds / 1e6 },
] as const;

/** The years 0 to 9999, which ISO 8601 writes with four digits: whatever is accepted can be written and read again. */
const FIRST_MS = Date.parse('0000-01-01T00:00:00Z');
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');

const ISO_8601 =
  /^(\d{4})([-/])(\d{2})\2(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,30}))?)?\s*(?:(Z|UTC|GMT)|([+-])(\d{2})(?::?(\d{2}))?)?)?$/i;
/** What nearly all writers write, on a day that every month has: the engine reads it as {@link ISO_8601} is read. */
const USUAL = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{3})?Z$/;
const NUMBER = /^[+-]?\d+(\.\d+)?$/;
/** `20240131`, `202401312359`, `20240131235959`, `20240131235959123`, with a month and a day that there are. */
const COMPACT =
  /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d(?:\d{3})?)?)?$/;

/**
 * ISO 8601 (UTC unless it names an offset), or a number of seconds, milliseconds, microseconds or nanoseconds since
 * 1970, to milliseconds; in the years 0 to 9999. A date without dashes is refused: as a number it would be another
 * time.
 */
export function decodeTimestamp(value: unknown, path: string): Result<number> {
  const timestampMs =
    typeof value === 'number' ? fromNumber(value) : typeof value === 'string' ? fromText(value.trim()) : undefined;
  if (timestampMs !== undefined && timestampMs >= FIRST_MS && timestampMs <= LAST_MS) return ok(timestampMs);
  const wanted = 'ISO 8601, or seconds, milliseconds, microseconds or nanoseconds since 1970';
  const hint = isCompact(value) ? ', a date without dashes, which could be a number too' : '';
  return malformed('bad_timestamp', path, `${path} must be ${wanted}, got ${excerpt(value)}${hint}`);
}

function fromNumber(value: number): number | undefined {
  const unit = UNITS.find(({ below }) => Math.abs(value) < below);
  return unit && !isCompact(value) ? Math.round(unit.toMs(value)) : undefined;
}

function isCompact(value: unknown): boolean {
  return (typeof value === 'number' || typeof value === 'string') && COMPACT.test(String(value).slice(0, 20).trim());
}

function fromText(text: string): number | undefined {
  if (USUAL.test(text)) return Date.parse(text);
  if (text.length > MAX_DECIMAL_LENGTH) return undefined;
  if (NUMBER.test(text)) return fromNumber(Number(text));
  const match = ISO_8601.exec(text);
  if (!match) return undefined;
  const [, year, , month, day, hour = '0', minute = '0', second = '0', fraction = '0', , sign, hours, minutes = '0'] =
    match;
  const wallMs = wallClock(+year!, +month!, +day!, +hour, +minute, +second);
  if (wallMs === undefined) return undefined;
  const offsetMs = sign ? Number(`${sign}1`) * (+hours! * 60 + +minutes) * 60_000 : 0;
  return wallMs + Math.floor(Number(`0.${fraction}`) * 1000) - offsetMs;
}

/** After 400 years days fall alike. */
const YEARS = 400;
const YEARS_MS = 146_097 * 86_400_000;

/** Milliseconds since 1970 at a time of day, UTC; undefined where there is no such day or time. */
function wallClock(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number | undefined {
  if (month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59) return undefined;
  // To Date.UTC the years below 100 are those of the twentieth century.
  const laterMs = Date.UTC(year + YEARS, month - 1, day, hour, minute, second);
  // It rolls over (30 February becomes 2 March): a day that comes back otherwise was none.
  return new Date(laterMs).getUTCDate() === day ? laterMs - YEARS_MS : undefined;
}
