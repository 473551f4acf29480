import { describe, expect, it } from 'vitest';
import { calendarEvents, MOST_STEPS } from '../../rules/calendar-events.ts';

const UNTIL = Date.parse('2027-01-01T00:00:00Z');

const calendarOf = (...events: readonly string[]) =>
  `BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//weir//test\n${events.join('')}END:VCALENDAR\n`;
const eventOf = (...lines: readonly string[]) =>
  `BEGIN:VEVENT\nUID:1\nSUMMARY:works\n${lines.join('\n')}\nEND:VEVENT\n`;

function read(text: string, { zone = 'UTC', until = UNTIL } = {}): string[] {
  const events = calendarEvents(text, zone, until, { steps: MOST_STEPS });
  return events.map(({ fromMs, toMs }) =>
    [fromMs, toMs].map((ms) => new Date(ms).toISOString().slice(0, 16)).join(' '),
  );
}

describe('the times of a calendar', () => {
  it('are those of single events, by their end or by how long they take', () => {
    const ended = eventOf('DTSTART:20260131T120000Z', 'DTEND:20260131T140000Z');
    const lasting = eventOf('DTSTART:20260131T120000Z', 'DURATION:PT30M');
    const expected = ['2026-01-31T12:00 2026-01-31T14:00', '2026-01-31T12:00 2026-01-31T12:30'];
    expect(read(calendarOf(ended, lasting))).toEqual(expected);
  });

  it('stay at the same hour of their time zone when summer time begins', () => {
    const weekly = eventOf(
      'DTSTART;TZID=Europe/Berlin:20260322T080000',
      'DTEND;TZID=Europe/Berlin:20260322T090000',
      'RRULE:FREQ=WEEKLY;COUNT=2',
    );
    expect(read(calendarOf(weekly))).toEqual([
      '2026-03-22T07:00 2026-03-22T08:00',
      '2026-03-29T06:00 2026-03-29T07:00',
    ]);
  });

  it('of whole days, and without a time zone, are those of the time zone of the rules', () => {
    const day = eventOf('DTSTART;VALUE=DATE:20260131');
    const floating = eventOf('DTSTART:20260131T120000', 'DURATION:PT1H');
    const expected = ['2026-01-30T23:00 2026-01-31T23:00', '2026-01-31T11:00 2026-01-31T12:00'];
    expect(read(calendarOf(day, floating), { zone: 'Europe/Berlin' })).toEqual(expected);
  });

  it('follow a time zone that only the calendar describes', () => {
    const zone = [
      'BEGIN:VTIMEZONE',
      'TZID:W. Europe Standard Time',
      'BEGIN:STANDARD',
      'DTSTART:16010101T030000',
      'TZOFFSETFROM:+0200',
      'TZOFFSETTO:+0100',
      'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10',
      'END:STANDARD',
      'BEGIN:DAYLIGHT',
      'DTSTART:16010101T020000',
      'TZOFFSETFROM:+0100',
      'TZOFFSETTO:+0200',
      'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3',
      'END:DAYLIGHT',
      'END:VTIMEZONE',
      '',
    ].join('\n');
    const event = (day: string) => eventOf(`DTSTART;TZID=W. Europe Standard Time:${day}T080000`, 'DURATION:PT1H');
    const expected = ['2026-01-31T07:00 2026-01-31T08:00', '2026-07-31T06:00 2026-07-31T07:00'];
    expect(read(calendarOf(zone, event('20260131'), event('20260731')))).toEqual(expected);
    const often = zone.replace('FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10', 'FREQ=SECONDLY');
    expect(() => read(calendarOf(often, event('20260131')))).toThrow('changes SECONDLY, wanted YEARLY');
  });

  it('are without what is excluded or cancelled, and with what was moved or added', () => {
    const daily = eventOf(
      'DTSTART:20260101T080000Z',
      'DURATION:PT1H',
      'RRULE:FREQ=DAILY;COUNT=4',
      'EXDATE:20260102T080000Z',
      'RDATE:20260110T080000Z',
    );
    const moved = eventOf('RECURRENCE-ID:20260103T080000Z', 'DTSTART:20260103T200000Z', 'DURATION:PT1H');
    const cancelled = eventOf('RECURRENCE-ID:20260104T080000Z', 'DTSTART:20260104T080000Z', 'STATUS:CANCELLED');
    expect(read(calendarOf(daily, moved, cancelled)).map((each) => each.slice(0, 16))).toEqual([
      '2026-01-01T08:00',
      '2026-01-10T08:00',
      '2026-01-03T20:00',
    ]);
  });

  it('are without those of a day that is excluded as a whole', () => {
    const daily = eventOf('DTSTART:20260101T080000Z', 'RRULE:FREQ=DAILY;COUNT=3', 'EXDATE;VALUE=DATE:20260102');
    expect(read(calendarOf(daily)).map((each) => each.slice(0, 10))).toEqual(['2026-01-01', '2026-01-03']);
  });

  it('end where nobody asks any more', () => {
    const daily = eventOf('DTSTART:20260101T080000Z', 'DURATION:PT1H', 'RRULE:FREQ=DAILY');
    expect(read(calendarOf(daily), { until: Date.parse('2026-01-03T12:00:00Z') })).toHaveLength(3);
  });
});

describe('a hostile calendar', () => {
  it.each([
    [
      'a million times',
      'RRULE:FREQ=DAILY;COUNT=1000000',
      /repeats too often, or never: wanted at most 20000 repetitions/,
    ],
    [
      'each second',
      'RRULE:FREQ=SECONDLY',
      /event works repeats SECONDLY each 1, wanted DAILY, WEEKLY, MONTHLY, YEARLY/,
    ],
    ['on a day that is not there', 'RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30', /repeats too often, or never/],
    ['on a weekday that never comes', 'RRULE:FREQ=DAILY;INTERVAL=7;BYDAY=TU', /repeats too often, or never/],
    ['in steps of ages', 'RRULE:FREQ=WEEKLY;INTERVAL=999999999', /each 999999999, wanted/],
    ['by a rule that is none', 'RRULE:FREQ=NEVER', /invalid frequency/],
  ])('that repeats %s is refused', (_, rule, wanted) => {
    const text = calendarOf(eventOf('DTSTART:19000101T080000Z', 'DURATION:PT1H', rule));
    expect(() => read(text, { until: Date.parse('2100-01-01T00:00:00Z') })).toThrow(wanted);
  });

  it('cannot spend more with many events than with one', () => {
    const daily = eventOf('DTSTART:20200101T080000Z', 'RRULE:FREQ=DAILY');
    expect(() => read(calendarOf(...Array.from({ length: 20 }, () => daily)))).toThrow(/repeats too often/);
  });

  it.each([
    ['', /^wanted iCalendar, which begins with BEGIN:VCALENDAR$/],
    ['BEGIN:VCALENDAR\nhello', /invalid/],
    ['BEGIN:VCALENDAR\n'.repeat(500), /did not end/],
    [eventOf('DTSTART:20260101T080000Z'), /^wanted iCalendar/],
    [calendarOf(eventOf('DTEND:20260101T080000Z')), /event works has no DTSTART/],
    [calendarOf(eventOf('DTSTART;TZID=Mars/Base:20260101T080000')), /nobody knows the time zone Mars\/Base/],
    [calendarOf(eventOf('DTSTART:20260101T080000Z', 'RRULE:FREQ=DAILY', 'RRULE:FREQ=DAILY')), /has 2 RRULE/],
  ])('that is none is refused: %#', (text, wanted) => {
    expect(() => read(text)).toThrow(wanted);
  });
});
