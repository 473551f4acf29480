import type { Finding } from './finding.ts';
import type { Subscriptions } from './subscriptions.ts';

/** Says who hears of alerts and who has yet to confirm; how to subscribe, if nobody has. */
export function subscriptionsFinding({ confirmed, pending }: Subscriptions, topicArn: string): Omit<Finding, 'about'> {
  const waiting = pending.map((subscriber) => `${subscriber} has not confirmed: the link is in the mail that SNS sent`);
  if (confirmed.length + pending.length === 0) {
    return {
      state: 'attention',
      says: [
        'nobody is subscribed, so nobody hears of anything; npm run settings -- set alertEmail you@example.com, and deploy, or',
        `  aws sns subscribe --protocol email --notification-endpoint you@example.com --topic-arn ${topicArn}`,
      ],
    };
  }
  const hear = confirmed.length === 0 ? ['nobody hears of anything yet'] : [`told: ${confirmed.join(', ')}`];
  return { state: pending.length > 0 ? 'attention' : 'good', says: [...hear, ...waiting] };
}
