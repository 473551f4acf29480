import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';

export interface EscalationTopicProps {
  /** Each has to confirm the mail that SNS sends at the first deployment. */
  readonly emails: readonly string[];
}

/**
 * Where they subscribe who are told of what nobody acknowledged. It has no KMS key, as the topic of alerts has none.
 */
export class EscalationTopic extends Topic {
  constructor(scope: Construct, id: string, { emails }: EscalationTopicProps) {
    super(scope, id, { displayName: 'Weir', enforceSSL: true });
    for (const email of emails) this.addSubscription(new EmailSubscription(email));
  }
}
