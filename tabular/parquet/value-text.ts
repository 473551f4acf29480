import type { ParquetParsers, SchemaElement } from 'hyparquet';

const NANOS_A_MILLI = 1_000_000n;
/** What a unit of Parquet's times has nanoseconds. */
const NANOS_A_UNIT = { MILLIS: NANOS_A_MILLI, MICROS: 1000n, NANOS: 1n };
const DAY_MS = 86_400_000;
/** Of a time of day. */
const DAY_START = 'T';

const strictText = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** How the reader shall write what is no plain number: as the text that CSV would have. */
export const TEXT_PARSERS: Partial<ParquetParsers> = {
  timestampFromMilliseconds: (millis) => timeText(millis, 'MILLIS'),
  timestampFromMicroseconds: (micros) => timeText(micros, 'MICROS'),
  timestampFromNanoseconds: (nanos) => timeText(nanos, 'NANOS'),
  dateFromDays: (days) => isoText(days * DAY_MS)?.split(DAY_START)[0] ?? `${days} days`,
  stringFromBytes: bytesText,
  jsonFromBytes: bytesText,
  geometryFromBytes: bytesText,
  geographyFromBytes: bytesText,
};

/**
 * How a value of a column becomes text where the reader would lose digits or has no reading: decimals, times of day,
 * intervals. Undefined for a column that the reader reads.
 *
 * @returns of the value as it is stored
 */
export function storedText(column: SchemaElement): ((value: unknown) => string) | undefined {
  const { converted_type: converted, logical_type: logical, scale = 0 } = column;
  if (logical?.type === 'DECIMAL') return (value) => decimalText(wholeNumber(value), logical.scale ?? 0);
  if (converted === 'DECIMAL') return (value) => decimalText(wholeNumber(value), scale);
  if (logical?.type === 'TIME') return (value) => clockText(value, logical.unit);
  if (converted === 'TIME_MILLIS' || converted === 'TIME_MICROS') {
    return (value) => clockText(value, converted === 'TIME_MILLIS' ? 'MILLIS' : 'MICROS');
  }
  return converted === 'INTERVAL' || converted === 'BSON' ? bytesText : undefined;
}

/** UTF-8 where it is, else hexadecimal: nothing is replaced. */
export function bytesText(value: unknown): string {
  if (!(value instanceof Uint8Array)) return value === undefined || value === null ? '' : String(value);
  try {
    return strictText.decode(value);
  } catch {
    return `0x${Buffer.from(value).toString('hex')}`;
  }
}

/** In ISO 8601, with all digits that there are; out of the range of dates the number with its unit, which is no time. */
function timeText(count: bigint | number, unit: keyof typeof NANOS_A_UNIT): string {
  const nanos = BigInt(count) * NANOS_A_UNIT[unit];
  const below = ((nanos % NANOS_A_MILLI) + NANOS_A_MILLI) % NANOS_A_MILLI;
  const text = isoText(Number((nanos - below) / NANOS_A_MILLI));
  if (text === undefined) return `${count} ${unit.toLowerCase()}`;
  return below === 0n
    ? text
    : `${text.slice(0, -1)}${String(below)
        .padStart(6, '0')
        .replace(/(000)+$/, '')}Z`;
}

function isoText(timestampMs: number): string | undefined {
  const date = new Date(timestampMs);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

function clockText(value: unknown, unit: keyof typeof NANOS_A_UNIT): string {
  return timeText(wholeNumber(value), unit).split(DAY_START)[1]?.slice(0, -1) ?? String(value);
}

/** A whole number as it is stored: in 4 or 8 bytes, or in any, the highest first, in two's complement. */
function wholeNumber(value: unknown): bigint {
  if (!(value instanceof Uint8Array)) return BigInt(value as bigint | number);
  const hex = Buffer.from(value).toString('hex');
  return hex === '' ? 0n : BigInt.asIntN(8 * value.length, BigInt(`0x${hex}`));
}

/** All digits, where a double may not hold them. */
function decimalText(unscaled: bigint, scale: number): string {
  const sign = unscaled < 0n ? '-' : '';
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  return scale === 0 ? `${sign}${whole}` : `${sign}${whole}.${digits.slice(-scale)}`;
}
