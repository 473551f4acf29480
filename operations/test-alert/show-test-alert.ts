import { toPlainText } from '../../contracts/plain-text.ts';
import type { Subscriptions } from '../status/subscriptions.ts';
import type { TestAlertProgress } from './follow-test-alert.ts';

/** That it arrived, and with whom. */
export function arrivedText({ alertId, toldAtMs }: TestAlertProgress, putAtMs: number, people: Subscriptions): string {
  // Two machines' clocks differ: never before it was put.
  const seconds = Math.max(0, (toldAtMs! - putAtMs) / 1000).toFixed(1);
  const { confirmed, pending } = people;
  return [
    `Test alert ${alertId} was handed to SNS ${seconds} s after it was put on the stream.`,
    'It passed the stream, the consumer, the model, and the incident table.',
    confirmed.length === 0
      ? 'Nobody heard it: no subscription is confirmed (npm run status says more).'
      : `Sent to ${confirmed.map(toPlainText).join(', ')}, unless a filter policy keeps it out.`,
    ...pending.map((subscriber) => `Not sent to ${toPlainText(subscriber)}, who has not confirmed the subscription.`),
  ].join('\n');
}

/** Where it stopped, and why as far as that is known. */
export function stoppedSentence(progress: TestAlertProgress, waitedMs: number): string {
  const { stopped, finishedAtMs, unavailable } = progress;
  if (stopped !== undefined) return `the test alert did not arrive: ${stopped}`;
  const because = unavailable === undefined ? '' : `; the consumer last found unavailable: ${unavailable}`;
  if (finishedAtMs !== undefined) {
    return `the endpoint judged the test observation, but SNS has not taken the alert yet${because}; the sweeper tries again within two minutes`;
  }
  const waited = `${Math.round(waitedMs / 1000)} s`;
  return `the test observation is on the stream, but the consumer has not finished with it after ${waited}${because}; see npm run status, and the runbook under "Consumer is behind"`;
}
