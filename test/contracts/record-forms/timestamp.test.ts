import { describe, expect, it } from 'vitest';
import { decodeTimestamp } from '../../../contracts/record-forms/timestamp.ts';

function decode(value: unknown): string {
  const timestampMs = decodeTimestamp(value, 'timestamp');
  return timestampMs.ok ? new Date(timestampMs.value).toISOString() : timestampMs.problem.code;
}

describe('decodeTimestamp', () => {
  it.each([
    ['2026-11-20T12:00:00Z', '2026-11-20T12:00:00.000Z'],
    ['2026-11-20t12:00:00.123456z', '2026-11-20T12:00:00.123Z'],
    ['2026-11-20T12:00:00+02:00', '2026-11-20T10:00:00.000Z'],
    ['2026-11-20T12:00:00-0530', '2026-11-20T17:30:00.000Z'],
    ['2026-11-20 12:00:00', '2026-11-20T12:00:00.000Z'],
    ['2026-11-20 12:00:00 +0100', '2026-11-20T11:00:00.000Z'],
    ['2026-11-20T12:00', '2026-11-20T12:00:00.000Z'],
    ['2026-11-20', '2026-11-20T00:00:00.000Z'],
    ['2026', '1970-01-01T00:33:46.000Z'],
    ['1763640000', '2025-11-20T12:00:00.000Z'],
    ['1763640000.25', '2025-11-20T12:00:00.250Z'],
    ['1763640000250', '2025-11-20T12:00:00.250Z'],
    ['1763640000250750', '2025-11-20T12:00:00.251Z'],
    ['1763640000250750125', '2025-11-20T12:00:00.251Z'],
    ['2026-11-20 12:00:00+00', '2026-11-20T12:00:00.000Z'],
    ['2026-11-20 12:00:00 UTC', '2026-11-20T12:00:00.000Z'],
    ['2026/11/20 12:00', '2026-11-20T12:00:00.000Z'],
    ['0050-01-01', '0050-01-01T00:00:00.000Z'],
    ['0000-01-01', '0000-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ])('reads the text %s as %s', (text, expected) => {
    expect(decode(text)).toBe(expected);
  });

  it('tells the unit of a number by how large it is', () => {
    expect(decode(99_999_999_999)).toBe('5138-11-16T09:46:39.000Z');
    expect(decode(100_000_000_000)).toBe('1973-03-03T09:46:40.000Z');
    expect(decode(99_999_999_999_999)).toBe('5138-11-16T09:46:39.999Z');
    expect(decode(100_000_000_000_000)).toBe('1973-03-03T09:46:40.000Z');
    expect(decode(100_000_000_000_000_000)).toBe('1973-03-03T09:46:40.000Z');
    expect(decode(-60)).toBe('1969-12-31T23:59:00.000Z');
    expect(decode(1763640000.4567)).toBe('2025-11-20T12:00:00.457Z');
  });

  it.each([
    '2026-02-30T00:00:00Z',
    '2026-13-01',
    '2026-11-20T24:00:00Z',
    '2026-11-20T12:60:00Z',
    '20.11.2026',
    'Nov 20 2026',
    '2026-11/20',
    '9999-12-31T23:59-12:00',
    '0000-01-01T00:00+14:00',
    '9999999999999999999999',
    'now',
    '',
    '1e3',
    '0x10',
    '9e99',
    Number.NaN,
    Number.POSITIVE_INFINITY,
    1e20,
    true,
    {},
    [],
  ])('refuses %j', (value) => {
    expect(decode(value)).toBe('bad_timestamp');
  });

  it.each([20240131, '202401312359', '20240131235959', 20240131235959, '20240131235959123'])(
    'refuses the date without dashes %j, and says what it is',
    (value) => {
      const refused = decodeTimestamp(value, 'timestamp');
      expect(refused).toMatchObject({
        problem: { code: 'bad_timestamp', message: expect.stringContaining('a date without dashes') },
      });
    },
  );

  it.each([-62_167_219_200, 253_402_300_799, 0, 1e11 - 1, 1e14 - 1, 1e17 - 16, 1.8e18])(
    'what it accepts of %d is written and read again as the same time',
    (value) => {
      const read = decodeTimestamp(value, 'timestamp');
      const written = new Date((read as { value: number }).value).toISOString();
      expect(decodeTimestamp(written, 'timestamp')).toEqual(read);
    },
  );
});
