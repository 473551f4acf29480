import type { Alert } from '../contracts/alert.ts';
import { type Channel, type ChannelHours, DAY_NAMES } from '../contracts/channels.ts';
import { compareSeverity } from '../contracts/verdict.ts';
import { globMatcher } from '../rules/glob-matcher.ts';
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
  const { name, minimumSeverity, sources, hours } = channel;
  if ('channels' in alert && alert.channels && !alert.channels.includes(name))
    return `its rule names ${alert.channels.join(', ') || 'no channel'}`;
  if (minimumSeverity && compareSeverity(alert.severity, minimumSeverity) < 0)
    return `severity ${alert.severity} is below ${minimumSeverity}`;
  if (sources && !alert.source.startsWith(OURS) && !sources.some((glob) => globMatcher(glob)(alert.source)))
    return `its source matches none of ${sources.join(', ')}`;
  if (hours && messageOf(alert).step !== 'resolve' && !isWithin(hours, nowMs)) return 'outside its hours';
  return undefined;
}

function isWithin(
  { times = ['00:00-24:00'], weekdays = [...DAY_NAMES], timeZone = 'UTC' }: ChannelHours,
  nowMs: number,
) {
  const { day, clock } = localTime(nowMs, timeZone);
  const isDay = (one: number) => weekdays.includes(DAY_NAMES[(one + 7) % 7]);
  return times.some((span) => {
    const [from, to] = span.split('-');
    if (from < to) return isDay(day) && from <= clock && clock < to;
    // Past midnight: what began yesterday ends today.
    return (isDay(day) && clock >= from) || (isDay(day - 1) && clock < to);
  });
}

/** Day, 0 for Monday, and `HH:MM`. */
function localTime(nowMs: number, timeZone: string): { readonly day: number; readonly clock: string } {
  const format = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  });
  const part = (type: string) => format.formatToParts(nowMs).find((one) => one.type === type)?.value ?? '';
  const day = DAY_NAMES.indexOf(part('weekday').toLowerCase() as (typeof DAY_NAMES)[number]);
  return { day, clock: `${part('hour')}:${part('minute')}` };
}
