import { MAX_DECIMAL_LENGTH } from '../decimal.ts';
import { malformed, ok, type Result } from '../result.ts';
import { excerpt } from './excerpt.ts';

/** Numbers below this are seconds, others milliseconds: as seconds it is the year 5138, as milliseconds 1973. */
const SECONDS_BELOW = 1e11;
/** The largest distance from the epoch that a JavaScript Date can hold, in milliseconds. */
const MAX_DATE_MS = 8.64e15;

const ISO_8601 =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(?:(Z)|([+-])(\d{2}):?(\d{2}))?)?$/i;
const NUMBER = /^[+-]?\d+(\.\d+)?$/;

/** ISO 8601 (UTC unless it names an offset) or a number of seconds or milliseconds since the epoch, to milliseconds. */
export function decodeTimestamp(value: unknown, path: string): Result<number> {
  const timestampMs =
    typeof value === 'number' ? fromNumber(value) : typeof value === 'string' ? fromText(value.trim()) : undefined;
  if (timestampMs === undefined) {
    return malformed(
      'bad_timestamp',
      path,
      `${path} must be ISO 8601 or seconds or milliseconds since 1970, got ${excerpt(value)}`,
    );
  }
  return ok(timestampMs);
}

function fromNumber(value: number): number | undefined {
  const timestampMs = Math.round(Math.abs(value) < SECONDS_BELOW ? value * 1000 : value);
  return Math.abs(timestampMs) <= MAX_DATE_MS ? timestampMs : undefined;
}

function fromText(text: string): number | undefined {
  if (text.length > MAX_DECIMAL_LENGTH) return undefined;
  if (NUMBER.test(text)) return fromNumber(Number(text));
  const match = ISO_8601.exec(text);
  if (!match) return undefined;
  const [
    ,
    year,
    month,
    day,
    hour = '0',
    minute = '0',
    second = '0',
    fraction = '',
    ,
    sign,
    offsetHours,
    offsetMinutes,
  ] = match;
  const wallMs = Date.UTC(+year!, +month! - 1, +day!, +hour, +minute, +second);
  // Date.UTC rolls over (30 February becomes 2 March) and takes years below 100 for 19xx; a date that comes back
  // otherwise was none.
  const wall = `${year}-${month}-${day}T${hour.padStart(2, '0')}:${minute.padStart(2, '0')}:${second.padStart(2, '0')}`;
  if (new Date(wallMs).toISOString().slice(0, 19) !== wall) return undefined;
  const offsetMs = sign ? Number(`${sign}1`) * (+offsetHours! * 60 + +offsetMinutes!) * 60_000 : 0;
  return wallMs + Math.floor(Number(`0.${fraction || 0}`) * 1000) - offsetMs;
}
