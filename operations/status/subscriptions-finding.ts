import type { Finding } from './finding.ts';
import type { Subscriptions } from './subscriptions.ts';

/**
 * Says who hears of alerts, or of alarms, and who has yet to confirm; how to subscribe, if nobody has.
 *
 * @param setting that has their addresses
 */
export function subscriptionsFinding(
  { confirmed, pending }: Subscriptions,
  topicArn: string,
  setting: 'alertEmail' | 'operationsEmail',
): Omit<Finding, 'about'> {
  const what = setting === 'alertEmail' ? 'anything' : 'alarms';
  const waiting = pending.map((subscriber) => `${subscriber} has not confirmed: the link is in the mail that SNS sent`);
  if (confirmed.length + pending.length === 0) {
    return {
      state: 'attention',
      says: [
        `nobody is subscribed, so nobody hears of ${what}; npm run settings -- set ${setting} you@example.com, and deploy, or`,
        `  aws sns subscribe --protocol email --notification-endpoint you@example.com --topic-arn ${topicArn}`,
      ],
    };
  }
  const hear = confirmed.length === 0 ? [`nobody hears of ${what} yet`] : [`told: ${confirmed.join(', ')}`];
  return { state: pending.length > 0 ? 'attention' : 'good', says: [...hear, ...waiting] };
}
