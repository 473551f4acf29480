import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { ConsumerEnvironment } from '../../contracts/consumer-environment.ts';
import { MAX_PAYLOAD_BYTES } from '../../contracts/scoring.ts';
import type { Settings } from '../settings.ts';
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
export function consumerEnvironment(sources: ConsumerEnvironmentSources): ConsumerEnvironment {
  const { settings, service, endpoint, topic, incidents, quarantine } = sources;
  const { scoringTimeoutMs, maxConcurrentRequests } = LIMITS[settings.endpoint];
  return {
    POWERTOOLS_SERVICE_NAME: service,
    WEIR_ENDPOINT_NAME: endpoint.endpointName,
    WEIR_ALERT_TOPIC_ARN: topic.topicArn,
    WEIR_INCIDENT_TABLE_NAME: incidents.tableName,
    WEIR_QUARANTINE_BUCKET_NAME: quarantine.bucketName,
    WEIR_ALERTING: settings.alerting,
    WEIR_LOG_VERDICTS: settings.logVerdicts,
    WEIR_LOG_FEATURES: String(settings.logFeatures),
    WEIR_COOLDOWN_SECONDS: String(settings.cooldownSeconds),
    WEIR_SEVERITY_BANDS: JSON.stringify(settings.severityBands),
    WEIR_MAPPING: JSON.stringify(settings.mapping),
    WEIR_SCORING_TIMEOUT_MS: String(scoringTimeoutMs),
    WEIR_MAX_REQUEST_BYTES: String(MAX_PAYLOAD_BYTES[settings.endpoint]),
    WEIR_MAX_CONCURRENT_REQUESTS: String(maxConcurrentRequests),
    WEIR_PARALLELIZATION: String(settings.parallelization),
    WEIR_QUARANTINE_ALERT_PERCENT: String(settings.quarantineAlertPercent),
  };
}
