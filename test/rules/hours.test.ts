import { expect, it } from 'vitest';
import { hoursOf } from '../../rules/hours.ts';

const at = (text: string) => Date.parse(text);

it('are those of the clocks of their time zone, in winter and in summer', () => {
  const isIn = hoursOf({ times: ['08:00-18:00'], timeZone: 'Europe/Berlin' }, 'UTC');
  expect(['2026-01-15T06:59:59Z', '2026-01-15T07:00:00Z'].map(at).map(isIn)).toEqual([false, true]);
  expect(['2026-07-15T05:59:59Z', '2026-07-15T06:00:00Z'].map(at).map(isIn)).toEqual([false, true]);
  expect(['2026-07-15T15:59:59Z', '2026-07-15T16:00:00Z'].map(at).map(isIn)).toEqual([true, false]);
});

it('that go past midnight belong to the day on which they begin', () => {
  const isIn = hoursOf({ times: ['22:00-06:00'], weekdays: ['fri'] }, 'UTC');
  // 2026-01-30 is a Friday
  const times = [
    '2026-01-30T05:00Z',
    '2026-01-30T21:59Z',
    '2026-01-30T22:00Z',
    '2026-01-31T05:59Z',
    '2026-01-31T06:00Z',
  ];
  expect(times.map(at).map(isIn)).toEqual([false, false, true, true, false]);
  expect(isIn(at('2026-01-31T23:00Z'))).toBe(false);
});

it('that overlap are one, and days alone are whole days', () => {
  const isIn = hoursOf({ times: ['08:00-12:00', '11:00-14:00'] }, 'UTC');
  expect(['2026-01-30T11:30Z', '2026-01-30T13:30Z', '2026-01-30T14:30Z'].map(at).map(isIn)).toEqual([
    true,
    true,
    false,
  ]);
  const weekend = hoursOf({ weekdays: ['sat', 'sun'] }, 'America/New_York');
  expect(
    ['2026-01-31T04:59Z', '2026-01-31T05:00Z', '2026-02-02T04:59Z', '2026-02-02T05:00Z'].map(at).map(weekend),
  ).toEqual([false, true, true, false]);
});

it('run on where clocks leave out an hour, and count the hour that comes twice both times', () => {
  const isIn = hoursOf({ times: ['02:00-03:00'], timeZone: 'Europe/Berlin' }, 'UTC');
  const count = (from: string) => Array.from({ length: 24 * 60 }, (_, i) => at(from) + i * 60_000).filter(isIn).length;
  expect(count('2026-03-28T23:00Z')).toBe(0);
  expect(count('2026-03-27T23:00Z')).toBe(60);
  expect(count('2026-10-24T22:00Z')).toBe(120);
});

it('are found before 1970, too', () => {
  // 1969-12-31 was a Wednesday
  expect(hoursOf({ times: ['23:00-24:00'], weekdays: ['wed'] }, 'UTC')(-1)).toBe(true);
});
