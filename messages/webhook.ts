import type { Alert } from '../contracts/alert.ts';
import { messageOf } from './message.ts';

/**
 * Puts an alert into the body of a webhook, as Standard Webhooks has it: what happened, when, and the alert as its own
 * schema says.
 *
 * @see https://www.standardwebhooks.com
 */
export function webhookBody(alert: Alert): object {
  return { type: `alert.${alert.kind}`, timestamp: messageOf(alert).at, data: alert };
}
