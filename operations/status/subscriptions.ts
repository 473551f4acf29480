import { ListSubscriptionsByTopicCommand, type SNSClient } from '@aws-sdk/client-sns';

export interface Subscriptions {
  /** `email me@example.com` */
  readonly confirmed: readonly string[];
  readonly pending: readonly string[];
}

/** Who hears of alerts, and who will once they have confirmed. */
export async function listSubscriptions(client: SNSClient, topicArn: string): Promise<Subscriptions> {
  const confirmed: string[] = [];
  const pending: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn, NextToken }));
    for (const { SubscriptionArn = '', Protocol, Endpoint } of page.Subscriptions ?? []) {
      const subscriber = `${Protocol} ${Endpoint}`;
      // What is deleted is listed for some days more.
      if (SubscriptionArn.startsWith('arn:')) confirmed.push(subscriber);
      else if (SubscriptionArn === 'PendingConfirmation') pending.push(subscriber);
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return { confirmed, pending };
}
