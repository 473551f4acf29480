import type { Alert } from '../contracts/alert.ts';
import type { Channel } from '../contracts/channels.ts';
import { compareSeverity } from '../contracts/verdict.ts';
import { globMatcher } from '../rules/glob-matcher.ts';
import { hoursOf } from '../rules/hours.ts';
import { messageOf } from './message.ts';

/** Sources that begin so are ours: the alert is about the stream, the data or a model, which concerns everybody. */
const OURS = 'weir:';

/**
 * Says why a channel is not told of an alert; undefined when it is. The end of what was told, and that somebody looks
 * into it, is told whatever the hour: who heard that something began hears what became of it.
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
  if (hours && messageOf(alert).step === 'trigger' && !hoursOf(hours, 'UTC')(nowMs)) return 'outside its hours';
  return undefined;
}
