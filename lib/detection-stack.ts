import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { DETECTION_OUTPUTS } from '../contracts/installation.ts';
import type { Settings } from '../settings/settings-schema.ts';
import { AlertTopic } from './constructs/alert-topic.ts';
import { declareOutputs } from './constructs/declare-outputs.ts';
import { ScoringEndpoint } from './constructs/scoring-endpoint.ts';
import { SnapshotCleaner } from './constructs/snapshot-cleaner.ts';
import { StreamConsumer } from './constructs/stream-consumer.ts';
import { Sweeper } from './constructs/sweeper.ts';
import type { DataStack } from './data-stack.ts';

export interface DetectionStackProps extends StackProps {
  readonly settings: Settings;
  readonly data: DataStack;
}

/** What judges the stream and tells people. */
export class DetectionStack extends Stack {
  readonly topic: AlertTopic;
  readonly endpoint: ScoringEndpoint;
  readonly consumer: StreamConsumer;
  readonly sweeper: Sweeper;
  /** Absent where sources have no past. */
  readonly cleaner?: SnapshotCleaner;

  constructor(scope: Construct, id: string, { settings, data, ...props }: DetectionStackProps) {
    super(scope, id, props);
    const service = this.stackName;
    const { observations, incidents, sourceState } = data;
    const quarantine = data.quarantine.bucket;
    this.topic = new AlertTopic(this, 'Alerts', { emails: settings.alertEmail });
    const topic = this.topic;
    this.endpoint = new ScoringEndpoint(this, 'Endpoint', { settings, topic, captureBucket: quarantine });
    const { endpoint } = this;
    this.consumer = new StreamConsumer(this, 'Consumer', {
      settings,
      service,
      observations,
      endpoint,
      topic,
      incidents,
      quarantine,
      sourceState,
    });
    this.sweeper = new Sweeper(this, 'Sweeper', { settings, service, topic, incidents });
    this.cleaner = sourceState && new SnapshotCleaner(this, 'SnapshotCleaner', { settings, service, sourceState });

    declareOutputs(this, DETECTION_OUTPUTS, {
      endpointName: endpoint.endpointName,
      alertTopicArn: topic.topicArn,
      consumerFunctionName: this.consumer.function.functionName,
      consumerLogGroupName: this.consumer.logGroup.logGroupName,
    });
  }
}
