import dayjs from 'dayjs';
import customParseFormat from 'dayjs/plugin/customParseFormat.js';
import utc from 'dayjs/plugin/utc.js';
import { parseDecimal } from '../contracts/decimal.ts';
import { decodeTimestamp } from '../contracts/record-forms/timestamp.ts';

dayjs.extend(utc);
dayjs.extend(customParseFormat);

/** Milliseconds since the epoch, UTC; undefined when the text is no time in that form. */
export type TimeReader = (text: string) => number | undefined;

/** Day 0 of Excel and of everything that writes its serial dates. */
const EXCEL_EPOCH_MS = Date.UTC(1899, 11, 30);
/** 31 December 9999. */
const LAST_EXCEL_DAY = 2_958_465;
const DAY_MS = 86_400_000;

const NUMBER_FORMATS: Readonly<Record<string, (value: number) => number | undefined>> = {
  excel: (days) => (days >= 0 && days < LAST_EXCEL_DAY + 1 ? EXCEL_EPOCH_MS + days * DAY_MS : undefined),
  s: (seconds) => seconds * 1000,
  ms: (milliseconds) => milliseconds,
  us: (microseconds) => microseconds / 1000,
  ns: (nanoseconds) => nanoseconds / 1e6,
};

/**
 * Reads times as the stream does, or in a form that was told.
 *
 * @param format `excel` (serial dates), `s`, `ms`, `us`, `ns` (since 1970), or tokens of Day.js: `DD/MM/YYYY HH:mm`
 */
export function timeReader(format?: string): TimeReader {
  if (format === undefined) return asOnTheStream;
  const fromNumber = Object.hasOwn(NUMBER_FORMATS, format) ? NUMBER_FORMATS[format] : undefined;
  return fromNumber ? (text) => writable(mapNumber(text, fromNumber)) : (text) => writable(fromTokens(text, format));
}

/** Whether a format can name a day at all. */
export function isTimeFormat(format: string): boolean {
  return Object.hasOwn(NUMBER_FORMATS, format) || (/YY/.test(format) && /M/.test(format) && /D/.test(format));
}

function asOnTheStream(text: string): number | undefined {
  const decoded = decodeTimestamp(text, '');
  return decoded.ok ? decoded.value : undefined;
}

function mapNumber(text: string, toMs: (value: number) => number | undefined): number | undefined {
  const value = parseDecimal(text.trim());
  return value === undefined ? undefined : toMs(value);
}

/** Day.js checks a text by writing it again in UTC, where an offset would be another: so that is taken off before. */
function fromTokens(text: string, format: string): number | undefined {
  const trimmed = text.trim();
  const withOffset = /\s*ZZ?$/.exec(format);
  if (!withOffset) return strictly(trimmed, format);
  const [offset, sign, hours, minutes] = /\s*([+-])(\d{2}):?(\d{2})$/.exec(trimmed) ?? [];
  if (offset === undefined) return undefined;
  const wallMs = strictly(trimmed.slice(0, -offset.length), format.slice(0, withOffset.index));
  return wallMs === undefined
    ? undefined
    : wallMs - Number(`${sign}1`) * (60 * Number(hours) + Number(minutes)) * 60_000;
}

function strictly(text: string, format: string): number | undefined {
  const time = dayjs.utc(text, format, true);
  return time.isValid() ? time.valueOf() : undefined;
}

/** Whatever is read can be written in ISO 8601 and read again. */
function writable(timestampMs: number | undefined): number | undefined {
  if (timestampMs === undefined || !Number.isFinite(timestampMs)) return undefined;
  const rounded = Math.round(timestampMs);
  const date = new Date(rounded);
  return Number.isNaN(date.getTime()) || asOnTheStream(date.toISOString()) === undefined ? undefined : rounded;
}

/** A date whose day and month could change places, and the time of day behind it. */
const DAY_AND_MONTH = /^\d{1,2}([/.-])\d{1,2}\1(\d{4}|\d{2})(.*)$/;
const MONTH_NAME = /^\d{1,2}([-/ ])[A-Z][a-z]{2}\1(\d{4}|\d{2})(.*)$/;
/** Not as ISO 8601 has it: with one digit for a month, a day or an hour. */
const YEAR_FIRST = /^\d{4}([-/.])\d{1,2}\1\d{1,2}(.*)$/;
const LONGEST_TIME = 60;
/** Taken letter by letter, `CET` would be UTC. */
const NAMED_ZONE = /[^A-Z](?!(?:AM|PM|UTC|GMT|Z)$)[A-Z]{1,5}$/;
const COMPACT = ['YYYYMMDD', 'YYYYMMDDHHmm', 'YYYYMMDDHHmmss', 'YYYYMMDD[T]HHmmss', 'YYYYMMDD[T]HHmmss[Z]'];

/** Whether a text is a time to a person, in whatever form. */
export function looksLikeTime(text: string): boolean {
  const word = text.trim();
  return DAY_AND_MONTH.test(word) || MONTH_NAME.test(word) || isTimeOfDay(word) || isIsoTime(word);
}

/** Whether a text is a time of day, which without a date is no time: `12:05`, `12:05:07.25`. */
export function isTimeOfDay(text: string): boolean {
  return /^\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?$/.test(text.trim());
}

function isIsoTime(word: string): boolean {
  return (
    /^\d{4}[-/.]/.test(word) && (asOnTheStream(word) !== undefined || /^\d{4}([-/.])\d{1,2}\1\d{1,2}\b/.test(word))
  );
}

/** The formats that a text may be meant in: what to give to `--timestamp-format`. */
export function possibleFormats(text: string): string[] {
  const word = text.trim();
  if (word.length > LONGEST_TIME || NAMED_ZONE.test(word)) return [];
  const isRead = (format: string) => fromTokens(word, format) !== undefined;
  return datesOf(word).flatMap((format) => [format, withOneDigit(format)].filter(isRead).slice(0, 1));
}

/** The format where a day or a month may have one digit. */
function withOneDigit(format: string): string {
  return format.replace('DD', 'D').replace(/(?<!M)MM(?!M)/, 'M');
}

function datesOf(word: string): string[] {
  const [, separator, year, rest] = DAY_AND_MONTH.exec(word) ?? [];
  if (separator !== undefined) {
    const end = `${'Y'.repeat(year.length)}${clockFormat(rest)}`;
    return [`DD${separator}MM${separator}${end}`, `MM${separator}DD${separator}${end}`];
  }
  const [, beside, digits, behind] = MONTH_NAME.exec(word) ?? [];
  if (beside !== undefined) return [`DD${beside}MMM${beside}${'Y'.repeat(digits.length)}${clockFormat(behind)}`];
  const [, between, after] = YEAR_FIRST.exec(word) ?? [];
  if (between !== undefined) return [`YYYY${between}MM${between}DD${clockFormat(after)}`];
  return COMPACT;
}

function clockFormat(rest: string): string {
  const twelve = /[AP]M$/.test(rest);
  const clock = rest
    .replace(/\d{1,2}:\d{2}:\d{2}/, (text) => (text.length === 8 ? 'HH:mm:ss' : 'H:mm:ss'))
    .replace(/\d{1,2}:\d{2}/, (text) => (text.length === 5 ? 'HH:mm' : 'H:mm'))
    .replace(/\.\d{3}$/, '.SSS')
    .replace(/[AP]M$/, 'A')
    .replace(/^T/, '[T]')
    .replace(/ ?(UTC|GMT|Z)$/, '[$&]')
    .replace(/[+-]\d{2}:?\d{2}$/, 'ZZ');
  return twelve ? clock.replace(/^(\D*)H+/, (hours) => hours.toLowerCase()) : clock;
}
