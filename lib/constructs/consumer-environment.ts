import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { consumerSettingsSchema } from '../../contracts/function-settings.ts';
import { MAX_PAYLOAD_BYTES } from '../../contracts/scoring.ts';
import type { Settings } from '../../settings/settings-schema.ts';
import { functionEnvironment } from './function-environment.ts';
import { sampleFeaturesOf } from './sample-features.ts';
import type { ScoringEndpoint } from './scoring-endpoint.ts';

export interface ConsumerEnvironmentSources {
  readonly settings: Settings;
  /** Value of the metrics' dimension and of `service` in log lines. */
  readonly service: string;
  readonly endpoint: ScoringEndpoint;
  readonly topic: ITopic;
  readonly incidents: ITable;
  readonly quarantine: IBucket;
}

/** What each kind of endpoint takes: milliseconds, requests of one batch at once. */
const LIMITS = {
  // A serverless endpoint that has slept needs many seconds for its first answer.
  serverless: { scoringTimeoutMs: 30_000, maxConcurrentRequests: 2 },
  'real-time': { scoringTimeoutMs: 10_000, maxConcurrentRequests: 4 },
} as const;

/** Everything the consumer is told, from the settings and from what was made beside it. */
export function consumerEnvironment(scope: Construct, sources: ConsumerEnvironmentSources): Record<string, string> {
  const { settings, service, endpoint, topic, incidents, quarantine } = sources;
  return functionEnvironment(scope, service, consumerSettingsSchema, {
    // What the user set and the consumer knows by the same name goes there as it is.
    ...settings,
    ...LIMITS[settings.endpoint],
    endpointName: endpoint.endpointName,
    alertTopicArn: topic.topicArn,
    incidentTableName: incidents.tableName,
    quarantineBucketName: quarantine.bucketName,
    cooldownMs: settings.cooldownSeconds * 1000,
    maxRequestBytes: MAX_PAYLOAD_BYTES[settings.endpoint],
    sampleFeatures: sampleFeaturesOf(settings.model),
  });
}
