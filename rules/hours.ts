import { type AlertRule, WEEKDAYS } from '../contracts/rules.ts';
import { offsetMinutesIn } from '../streams/time-zone.ts';

type Hours = NonNullable<AlertRule['hours']>;

const DAY_MINUTES = 24 * 60;

/**
 * Says whether a time is in the hours of a rule, by the clocks of its time zone, whatever summer time does to them. Who
 * begins before midnight and ends after it belongs to the day of its beginning.
 *
 * @param timeZone where the hours name none
 */
export function hoursOf(hours: Hours, timeZone: string): (atMs: number) => boolean {
  const offsetAt = offsetMinutesIn(hours.timeZone ?? timeZone);
  const days = (hours.weekdays ?? WEEKDAYS).map((day) => WEEKDAYS.indexOf(day));
  const spans = (hours.times ?? ['00:00-24:00']).map((span) => span.split('-').map(minutesOf));
  return (atMs) => {
    const clockMinutes = Math.floor(atMs / 60_000) + offsetAt(atMs);
    const minute = modulo(clockMinutes, DAY_MINUTES);
    // 1970-01-01 was a Thursday
    const today = modulo(Math.floor(clockMinutes / DAY_MINUTES) + 4, 7);
    const beganToday = days.includes(today);
    const beganYesterday = days.includes(modulo(today - 1, 7));
    return spans.some(([from, to]) => {
      if (from < to) return beganToday && minute >= from && minute < to;
      return (beganToday && minute >= from) || (beganYesterday && minute < to);
    });
  };
}

/** Writes them for people: `08:00-18:00 on mon, tue of Europe/Berlin`. */
export function hoursWords({ times = [], weekdays = [], timeZone }: Hours, otherwise: string): string {
  const days = weekdays.length > 0 ? `on ${weekdays.join(', ')}` : '';
  return [times.join(', '), days, `of ${timeZone ?? otherwise}`].filter((part) => part !== '').join(' ');
}

function minutesOf(clock: string): number {
  const [hour, minute] = clock.split(':').map(Number);
  return 60 * hour + minute;
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
