import { Duration, Stack } from 'aws-cdk-lib';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { type ITopic, SubscriptionFilter } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Channel } from '../../contracts/channels.ts';
import { notifierSettingsSchema } from '../../contracts/function-settings/notifier.ts';
import { SEVERITIES } from '../../contracts/verdict.ts';
import type { Settings } from '../../settings/settings-schema.ts';
import { BundledFunction } from './bundled-function.ts';
import { functionEnvironment } from './function-environment.ts';

export interface NotifierProps {
  /** Has one channel at least. */
  readonly settings: Settings;
  /** Value of the metrics' dimension and of `service` in log lines. */
  readonly service: string;
  readonly topic: ITopic;
}

const TIMEOUT = Duration.minutes(1);
/** Six times the function's, as AWS advises: a message is not given out twice while it is worked on. */
const VISIBILITY_TIMEOUT = Duration.minutes(6);
/** With the function's waits some two hours: what a person mends meanwhile is then told late and not lost. */
const MAX_RECEIVE_COUNT = 30;
const KEPT = Duration.days(14);

/** What tells channels: a queue each, so that none delays another, and one function. */
export class Notifier extends BundledFunction {
  /** Has what no channel took. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { settings, service, topic }: NotifierProps) {
    super(scope, id, {
      entry: 'lambda/notifier/handler.ts',
      description: 'Tells Slack, Teams, PagerDuty, webhooks and event buses',
      memorySize: 256,
      timeout: TIMEOUT,
      logRetentionDays: settings.logRetentionDays,
    });
    const { channels } = settings;
    const queueUrls: Record<string, string> = {};
    this.deadLetters = new Queue(this, 'DeadLetters', { ...PRIVATE, retentionPeriod: KEPT });
    for (const channel of channels) queueUrls[channel.name] = this.feed(channel, topic).queueUrl;
    this.tell(functionEnvironment(scope, service, notifierSettingsSchema, { channels, queueUrls }));
    for (const channel of channels) this.allowChannel(channel);
  }

  private feed({ name, minimumSeverity = 'low' }: Channel, topic: ITopic): Queue {
    const severities = SEVERITIES.slice(SEVERITIES.indexOf(minimumSeverity));
    const queue = new Queue(this, `Queue${name}`, {
      ...PRIVATE,
      visibilityTimeout: VISIBILITY_TIMEOUT,
      retentionPeriod: KEPT,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_RECEIVE_COUNT },
    });
    const filterPolicy = { severity: SubscriptionFilter.stringFilter({ allowlist: [...severities] }) };
    topic.addSubscription(new SqsSubscription(queue, { rawMessageDelivery: true, filterPolicy }));
    // What Lambda calls with the function's role, and what the function calls itself.
    const reading = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
    this.allow([...reading, 'sqs:ChangeMessageVisibility'], queue.queueArn);
    const mapping = new EventSourceMapping(this, `Mapping${name}`, {
      target: this.function,
      eventSourceArn: queue.queueArn,
      batchSize: 4,
      maxConcurrency: 2,
      reportBatchItemFailures: true,
    });
    mapping.node.addDependency(this.role);
    return queue;
  }

  private allowChannel(channel: Channel): void {
    if (channel.kind === 'eventbridge') {
      const { partition, region, account } = Stack.of(this);
      const bus = `event-bus/${channel.bus ?? 'default'}`;
      this.allow(['events:PutEvents'], `arn:${partition}:events:${region}:${account}:${bus}`);
    } else this.allowSecret(channel.secret);
  }
}

const PRIVATE = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true } as const;
