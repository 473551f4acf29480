import { describe, expect, test } from 'vitest';
import { decodeTimestamp } from '../../contracts/record-forms/timestamp.ts';
import { chooseColumns } from '../../tabular/choose-columns.ts';
import { isTimeFormat, timeReader } from '../../tabular/read-time.ts';
import { temporaryFile } from '../support/temporary-folder.ts';

const noon = Date.UTC(2024, 1, 8, 12);
const choose = (times: readonly string[], flags = {}) =>
  chooseColumns([temporaryFile('rows.csv', `timestamp,a\n${times.map((time) => `"${time}",5\n`).join('')}`)], flags);

test.each([
  ['2024-02-08T12:00:00Z', noon],
  ['2024-02-08 12:00:00', noon],
  ['2024-02-08 13:00+01:00', noon],
  ['1707393600', noon],
  ['1707393600000', noon],
  ['1707393600000000', noon],
  ['1707393600000000000', noon],
  ['soon', undefined],
  ['2024-02-31', undefined],
  ['08/02/2024', undefined],
  ['20240208', undefined],
])('without a format a time is what it is on the stream: %s', (text, timestampMs) => {
  expect(timeReader()(text)).toBe(timestampMs);
});

test.each([
  ['DD/MM/YYYY HH:mm', '08/02/2024 12:00', noon],
  ['MM/DD/YYYY HH:mm', '02/08/2024 12:00', noon],
  ['D.M.YYYY H:mm', '8.2.2024 12:00', noon],
  ['M/D/YYYY h:mm:ss A', '2/8/2024 12:00:00 PM', noon],
  ['DD-MMM-YY HH:mm', '08-Feb-24 12:00', noon],
  ['YYYYMMDD', '20240208', noon - 12 * 3600e3],
  ['YYYYMMDDHHmmss', '20240208120000', noon],
  ['DD/MMM/YYYY:HH:mm:ss ZZ', '08/Feb/2024:14:00:00 +0200', noon],
  ['excel', '45330.5', noon],
  ['s', '7', 7000],
  ['ms', '1707393600000', noon],
  ['us', '7000', 7],
  ['ns', '7000000', 7],
  ['DD/MM/YYYY', '31/02/2024', undefined],
  ['DD/MM/YYYY', '08/02/2024 12:00', undefined],
  ['MM/DD/YYYY', '13/02/2024', undefined],
  ['excel', '-3', undefined],
  ['excel', '9e9', undefined],
  ['s', '1e300', undefined],
])('in the format %s, %s is read in UTC, whatever the zone of this machine', (format, text, timestampMs) => {
  expect(isTimeFormat(format)).toBe(true);
  const read = timeReader(format)(text);
  expect(read).toBe(timestampMs);
  if (read !== undefined) expect(decodeTimestamp(new Date(read).toISOString(), '')).toEqual({ ok: true, value: read });
});

test.each(['HH:mm', 'yesterday', ''])('%j is no format of a time', (format) => {
  expect(isTimeFormat(format)).toBe(false);
});

describe('a column of times is refused with what to give', () => {
  test.each([
    [
      '01/02/2024 00:05',
      "--timestamp-format 'DD/MM/YYYY HH:mm' or 'MM/DD/YYYY HH:mm', or do without with --no-timestamp",
    ],
    ['31.01.2024', "--timestamp-format 'DD.MM.YYYY', or do"],
    ['1/2/2024 3:05:00 PM', "--timestamp-format 'D/M/YYYY h:mm:ss A' or 'M/D/YYYY h:mm:ss A', or do"],
    ['20240131', "--timestamp-format 'YYYYMMDD', or do"],
    ['20240131235959', "--timestamp-format 'YYYYMMDDHHmmss', or do"],
    [
      'yesterday',
      "mend it, say how times are written with --timestamp-format (like 'DD/MM/YYYY HH:mm'), or do without",
    ],
    ['08-Feb-2024 12:00:05', "--timestamp-format 'DD-MMM-YYYY HH:mm:ss', or do"],
    ['8 Feb 2024', "--timestamp-format 'D MMM YYYY', or do"],
    ['08/Feb/2024:12:00:05 +0100', "--timestamp-format 'DD/MMM/YYYY:HH:mm:ss ZZ', or do"],
    ['20240131T235959Z', "--timestamp-format 'YYYYMMDD[T]HHmmss[Z]', or do"],
    ['8.2.2024 12:00 UTC', "--timestamp-format 'D.M.YYYY HH:mm[ UTC]' or 'M.D.YYYY HH:mm[ UTC]', or do"],
    [
      '08.02.2024 12:00 CET',
      "mend it, say how times are written with --timestamp-format (like 'DD/MM/YYYY HH:mm'), or do",
    ],
    ['2024-2-8 9:05', "--timestamp-format 'YYYY-M-D H:mm', or do"],
  ])('for %s', async (text, hint) => {
    const error = await choose(['2024-01-01', text]).catch((cause) => cause);
    expect(error.message).toContain(`line 3, column 'timestamp': '${text}' is not a time`);
    expect(error.message).toContain(hint);
  });

  test('for a time of day, which no format makes a time', async () => {
    await expect(choose(['12:00:05'])).rejects.toThrow(
      "'12:00:05' is a time of day without a date: put the date before it, or do without with --no-timestamp",
    );
  });

  test('in a format that does not fit', async () => {
    await expect(choose(['13/02/2024'], { timestampFormat: 'MM/DD/YYYY' })).rejects.toThrow(
      "'13/02/2024' is not a time, wanted MM/DD/YYYY; mend it, or do without with --no-timestamp",
    );
  });
});

describe('numbers that would all be times in 1970 are no clock', () => {
  test.each([
    [
      ['0', '1', '2'],
      "'2' and all others would be times in 1970: for seconds from a start --timestamp-format s, for row",
    ],
    [['45330', '45330.5'], 'for dates of Excel --timestamp-format excel, for row numbers --no-timestamp'],
  ])('%j', async (times, sentence) => {
    await expect(choose(times)).rejects.toThrow(sentence);
  });

  test('unless their unit is told, or they are written out', async () => {
    expect((await choose(['0', '1'], { timestampFormat: 's' })).parts).toEqual({ timestamp: 'timestamp' });
    expect((await choose(['1970-01-01'])).parts).toEqual({ timestamp: 'timestamp' });
  });
});
