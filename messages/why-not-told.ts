import picomatch from 'picomatch';
import type { Alert } from '../contracts/alert.ts';
import { type Channel, type ChannelHours, WEEKDAYS } from '../contracts/channels.ts';
import { compareSeverity } from '../contracts/verdict.ts';
import { messageOf } from './message.ts';

/** Sources that begin so are ours: the alert is about the stream, the data or a model, which concerns everybody. */
const OURS = 'weir:';

/**
 * Says why a channel is not told of an alert; undefined when it is. The end of what was told is told whatever the hour:
 * who heard that something began hears that it is over.
 *
 * @param nowMs milliseconds since the epoch
 */
export function whyNotTold(channel: Channel, alert: Alert, nowMs: number): string | undefined {
  const { minimumSeverity, sources, hours } = channel;
  if (minimumSeverity && compareSeverity(alert.severity, minimumSeverity) < 0)
    return `severity ${alert.severity} is below ${minimumSeverity}`;
  if (sources && !alert.source.startsWith(OURS) && !matchesAny(sources, alert.source))
    return `its source matches none of ${sources.join(', ')}`;
  if (hours && messageOf(alert).step !== 'resolve' && !isWithin(hours, nowMs)) return 'outside its hours';
  return undefined;
}

function matchesAny(patterns: readonly string[], source: string): boolean {
  // A source is a name and no path: a star takes slashes and leading dots, too.
  return picomatch.isMatch(source, [...patterns], { bash: true, dot: true });
}

function isWithin({ from, to, days, timeZone = 'UTC' }: ChannelHours, nowMs: number): boolean {
  const { day, clock } = localTime(nowMs, timeZone);
  const isDay = (one: number) => days === undefined || days.includes(WEEKDAYS[(one + 7) % 7]);
  if (from < to) return isDay(day) && from <= clock && clock < to;
  // Across midnight, and all day where both are the same: what began yesterday ends today.
  return (isDay(day) && clock >= from) || (isDay(day - 1) && clock < to);
}

/** Weekday, 0 for Monday, and `HH:MM`. */
function localTime(nowMs: number, timeZone: string): { readonly day: number; readonly clock: string } {
  const format = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  });
  const part = (type: string) => format.formatToParts(nowMs).find((one) => one.type === type)?.value ?? '';
  const day = WEEKDAYS.indexOf(part('weekday').toLowerCase() as (typeof WEEKDAYS)[number]);
  return { day, clock: `${part('hour')}:${part('minute')}` };
}
