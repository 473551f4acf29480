import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';

export interface AlertTopicProps {
  /** Each has to confirm the mail that SNS sends at the first deployment. */
  readonly emails: readonly string[];
}

/**
 * Where people and machines subscribe to alerts, and where this installation's CloudWatch alarms go too.
 *
 * It has no KMS key: CloudWatch cannot publish under the AWS managed one, and a key of our own costs more than the
 * topic while SNS keeps a message only until it is delivered. Transport is TLS only.
 */
export class AlertTopic extends Topic {
  constructor(scope: Construct, id: string, { emails }: AlertTopicProps) {
    super(scope, id, { displayName: 'Weir', enforceSSL: true });
    // A topic policy of our own (TLS) takes the place of the default one, which let this account's alarms in.
    const { account, partition } = Stack.of(this);
    this.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: { 'aws:SourceArn': `arn:${partition}:cloudwatch:*:${account}:alarm:*` },
        },
      }),
    );
    for (const email of emails) this.addSubscription(new EmailSubscription(email));
  }
}
