import type { ConsumerEnvironment } from '../../../contracts/consumer-environment.ts';
import { DEFAULT_SEVERITY_BANDS } from '../../../contracts/verdict.ts';
import type { BatchSettings } from '../../../lambda/consumer/settings.ts';

export const SETTINGS: BatchSettings = {
  alerting: 'alert',
  cooldownMs: 300_000,
  severityBands: DEFAULT_SEVERITY_BANDS,
  mapping: {},
  scoringTimeoutMs: 10_000,
  maxRequestBytes: 4_000_000,
  maxConcurrentRequests: 2,
  parallelization: 1,
  quarantineAlertPercent: 50,
};

export const CONSUMER_ENVIRONMENT: ConsumerEnvironment = {
  POWERTOOLS_SERVICE_NAME: 'weir-test',
  WEIR_ENDPOINT_NAME: 'endpoint',
  WEIR_ALERT_TOPIC_ARN: 'arn:aws:sns:eu-west-1:123456789012:alerts',
  WEIR_INCIDENT_TABLE_NAME: 'incidents',
  WEIR_QUARANTINE_BUCKET_NAME: 'quarantine',
  WEIR_ALERTING: 'alert',
  WEIR_LOG_VERDICTS: 'anomalies',
  WEIR_LOG_FEATURES: 'true',
  WEIR_COOLDOWN_SECONDS: '300',
  WEIR_SEVERITY_BANDS: JSON.stringify(DEFAULT_SEVERITY_BANDS),
  WEIR_MAPPING: '{}',
  WEIR_SCORING_TIMEOUT_MS: '10000',
  WEIR_MAX_REQUEST_BYTES: '4000000',
  WEIR_MAX_CONCURRENT_REQUESTS: '2',
  WEIR_PARALLELIZATION: '1',
  WEIR_QUARANTINE_ALERT_PERCENT: '10',
};
