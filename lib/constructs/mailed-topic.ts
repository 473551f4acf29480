import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';

export interface MailedTopicProps {
  /** Each has to confirm the mail that SNS sends at the first deployment. */
  readonly emails: readonly string[];
}

/**
 * Where people and machines subscribe to what our functions publish.
 *
 * It has no KMS key: a key of our own costs more than the topic, while SNS keeps a message only until it is delivered.
 * Transport is TLS only.
 */
export class MailedTopic extends Topic {
  constructor(scope: Construct, id: string, { emails }: MailedTopicProps) {
    super(scope, id, { displayName: 'Weir', enforceSSL: true });
    for (const email of emails) this.addSubscription(new EmailSubscription(email));
  }
}
