import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { MailedTopic, type MailedTopicProps } from './mailed-topic.ts';

/**
 * Where they subscribe who keep Weir alive: this installation's alarms go here, and nothing else does. It has no KMS
 * key, under the AWS managed one of which CloudWatch could not publish.
 */
export class OperationsTopic extends MailedTopic {
  constructor(scope: Construct, id: string, props: MailedTopicProps) {
    super(scope, id, props);
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
  }
}
