import type { PlainMessage } from './message.ts';
import { shorten } from './shorten.ts';

const SEVERITIES_THERE = { low: 'info', medium: 'warning', high: 'error', critical: 'critical' } as const;

/** Most characters of a summary, a source and a key. */
const MAX = { summary: 1024, source: 255, key: 255 };

/**
 * Puts a message into an event of PagerDuty's Events API v2. All messages of an incident have one key, so that it opens
 * once and closes with its last message.
 *
 * @param routingKey of the service's integration
 * @see https://developer.pagerduty.com/docs/send-alert-event
 */
export function pagerDutyEvent(message: PlainMessage, routingKey: string): object {
  const { alertId, kind, thread, step, severity, source, title, sentences, details, facts, advice, links, at } =
    message;
  const event = { routing_key: routingKey, event_action: step, dedup_key: shorten(thread, MAX.key) };
  if (step !== 'trigger') return event;
  return {
    ...event,
    client: 'Weir',
    payload: {
      summary: shorten(title, MAX.summary),
      source: shorten(source || 'unnamed', MAX.source),
      severity: SEVERITIES_THERE[severity],
      timestamp: at,
      class: kind,
      custom_details: {
        alert: alertId,
        what: sentences.join(' '),
        ...(details.length > 0 && { values: details }),
        ...(advice && { advice: advice.text }),
        facts: facts.map(([label, value]) => `${label}: ${value}`),
      },
    },
    links: links.map(({ label, url }) => ({ href: url, text: label })),
  };
}
