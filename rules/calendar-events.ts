import ICAL from 'ical.js';
import { LocalTimes } from './local-times.ts';

/** One time that an event of a calendar takes, milliseconds since the epoch; the end is not in it. */
export interface CalendarEvent {
  readonly fromMs: number;
  readonly toMs: number;
  readonly summary: string;
}

/** What reading calendars may cost: steps of repeating events, whether they lead to one or not. */
export interface Budget {
  steps: number;
}

/** Of all calendars of an installation together: half a second. A daily event needs one for each day since it began. */
export const MOST_STEPS = 20_000;

/** An event that repeats more often is no maintenance; and each hour since 2000 would be 200,000 steps. */
const FREQUENCIES = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'];
const MOST_INTERVAL = 1000;

/**
 * All times of a calendar's events until then. Cancelled ones are left out, moved ones are where they were moved to.
 *
 * @param text iCalendar (RFC 5545)
 * @param timeZone of all-day events, and of times that name none
 * @throws {Error} where it is not iCalendar, repeats too often, or names a time zone that nobody knows
 */
export function calendarEvents(text: string, timeZone: string, untilMs: number, budget: Budget): CalendarEvent[] {
  if (!/^\ufeff?\s*BEGIN:VCALENDAR\s/i.test(text))
    throw new Error('wanted iCalendar, which begins with BEGIN:VCALENDAR');
  const components = ICAL.Component.fromString(text.replace(/^\ufeff?\s*/, ''));
  const calendars = Array.isArray(components) ? components : [components];
  const times = new LocalTimes(timeZone);
  const events = calendars.flatMap((calendar) => {
    for (const zone of calendar.getAllSubcomponents('vtimezone')) refuseOftenChanging(zone);
    return calendar.getAllSubcomponents('vevent');
  });
  const [moved, own] = [true, false].map((is) => events.filter((event) => event.hasProperty('recurrence-id') === is));
  const movedFrom = Map.groupBy(moved, uidOf);
  return [
    ...own.flatMap((event) => {
      const left = (movedFrom.get(uidOf(event)) ?? []).map((each) => instantOf(each, 'recurrence-id', times));
      return timesOf(event, left, times, untilMs, budget);
    }),
    ...moved.flatMap((event) => timesOf(asSingle(event), [], times, untilMs, budget)),
  ];
}

/** @param left when it would be, had it not been moved away */
function timesOf(
  event: ICAL.Component,
  left: readonly number[],
  times: LocalTimes,
  untilMs: number,
  budget: Budget,
): CalendarEvent[] {
  if (event.getFirstPropertyValue('status') === 'CANCELLED') return [];
  const start = timeOf(event, 'dtstart');
  if (!start) throw new Error(`event ${summaryOf(event)} has no DTSTART`);
  const zoneId = event.getFirstProperty('dtstart')?.getFirstParameter('tzid');
  const lengthMs = lengthOf(event, start, times);
  const excluded = new Set([...left, ...instantsOf(event, 'exdate', times)]);
  // an exclusion by the day means whatever begins on it
  const excludedDays = new Set(daysOf(event, 'exdate'));
  const found = new Set<number>();
  for (const time of startsOf(event, start, budget)) {
    const atMs = times.instant(time, zoneId);
    if (atMs > untilMs) break;
    if (!excludedDays.has(dayOf(time))) found.add(atMs);
  }
  for (const atMs of instantsOf(event, 'rdate', times)) if (atMs <= untilMs) found.add(atMs);
  const summary = summaryOf(event);
  const kept = [...found].filter((atMs) => !excluded.has(atMs));
  return kept.map((fromMs) => ({ fromMs, toMs: fromMs + lengthMs, summary }));
}

/** The first time, and those to which the rules lead, in their order. */
function* startsOf(event: ICAL.Component, start: ICAL.Time, budget: Budget): Generator<ICAL.Time> {
  const rules = event.getAllProperties('rrule').map((property) => property.getFirstValue() as unknown as ICAL.Recur);
  if (rules.length > 1) throw new Error(`event ${summaryOf(event)} has ${rules.length} RRULE, wanted one at most`);
  if (rules.length === 0) return yield start;
  const [rule] = rules;
  if (!FREQUENCIES.includes(rule.freq) || rule.interval > MOST_INTERVAL) {
    throw new Error(
      `event ${summaryOf(event)} repeats ${rule.freq} each ${rule.interval}, wanted ${FREQUENCIES.join(', ')} each 1 to ${MOST_INTERVAL}`,
    );
  }
  const iterator = rule.iterator(start);
  // It looks for the next time until there is one, and a rule may have none: each look counts.
  const look = iterator.check_contracting_rules.bind(iterator);
  iterator.check_contracting_rules = () => {
    if (--budget.steps < 0) throw new Error(tooOften(event));
    return look();
  };
  for (let time = iterator.next(); time; time = iterator.next()) {
    if (--budget.steps < 0) throw new Error(tooOften(event));
    yield time.clone();
  }
}

function tooOften(event: ICAL.Component): string {
  return `event ${summaryOf(event)} repeats too often, or never: wanted at most ${MOST_STEPS} repetitions of all events together`;
}

/** In a time zone, clocks change by yearly rules; others would take for ever. */
function refuseOftenChanging(zone: ICAL.Component): void {
  for (const change of zone.getAllSubcomponents()) {
    for (const property of change.getAllProperties('rrule')) {
      const { freq, interval } = property.getFirstValue() as unknown as ICAL.Recur;
      if (freq === 'YEARLY' && interval === 1) continue;
      throw new Error(`time zone ${zone.getFirstPropertyValue('tzid')} changes ${freq}, wanted YEARLY`);
    }
  }
}

function lengthOf(event: ICAL.Component, start: ICAL.Time, times: LocalTimes): number {
  const duration = event.getFirstPropertyValue('duration');
  if (duration instanceof ICAL.Duration) return Math.max(0, duration.toSeconds() * 1000);
  const fromMs = times.instant(start, event.getFirstProperty('dtstart')?.getFirstParameter('tzid'));
  if (event.hasProperty('dtend')) return Math.max(0, instantOf(event, 'dtend', times) - fromMs);
  return start.isDate ? 24 * 3_600_000 : 0;
}

function timeOf(event: ICAL.Component, name: string): ICAL.Time | undefined {
  const value = event.getFirstPropertyValue(name);
  return value instanceof ICAL.Time ? value : undefined;
}

function instantOf(event: ICAL.Component, name: string, times: LocalTimes): number {
  return instantsOf(event, name, times)[0] ?? Number.NaN;
}

function instantsOf(event: ICAL.Component, name: string, times: LocalTimes): number[] {
  return event.getAllProperties(name).flatMap((property) => {
    const zoneId = property.getFirstParameter('tzid');
    const values = property.getValues().map((value) => (value instanceof ICAL.Period ? value.start : value));
    return values.filter((value) => value instanceof ICAL.Time).map((value) => times.instant(value, zoneId));
  });
}

function daysOf(event: ICAL.Component, name: string): string[] {
  const values = event.getAllProperties(name).flatMap((property) => property.getValues());
  return values.filter((value) => value instanceof ICAL.Time && value.isDate).map((value) => dayOf(value as ICAL.Time));
}

function dayOf({ year, month, day }: ICAL.Time): string {
  return `${year}-${month}-${day}`;
}

function uidOf(event: ICAL.Component): string {
  return String(event.getFirstPropertyValue('uid'));
}

/** A moved one, as an event by itself. */
function asSingle(event: ICAL.Component): ICAL.Component {
  event.removeProperty('recurrence-id');
  event.removeAllProperties('rrule');
  return event;
}

function summaryOf(event: ICAL.Component): string {
  const summary = event.getFirstPropertyValue('summary') ?? event.getFirstPropertyValue('uid');
  return String(summary ?? 'without a name').slice(0, 80);
}
