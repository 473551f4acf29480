import { type ConsumerSettings, consumerSettingsSchema } from '../../../contracts/function-settings.ts';
import { encodeFunctionSettings, SERVICE_VARIABLE, SETTINGS_VARIABLE } from '../../../contracts/settings-variable.ts';
import { DEFAULT_SEVERITY_BANDS } from '../../../contracts/verdict.ts';
import type { BatchSettings } from '../../../lambda/consumer/settings.ts';

export const SETTINGS: BatchSettings = {
  alerting: 'alert',
  cooldownMs: 300_000,
  openingEvidence: 1,
  severityBands: DEFAULT_SEVERITY_BANDS,
  mapping: {},
  source: 'auto',
  scoringTimeoutMs: 10_000,
  maxRequestBytes: 4_000_000,
  maxConcurrentRequests: 2,
  parallelization: 1,
  unknownFeatures: 'warn',
  quarantineAlertPercent: 50,
};

export const CONSUMER_SETTINGS: ConsumerSettings = {
  ...SETTINGS,
  sourceState: undefined,
  endpointName: 'endpoint',
  alertTopicArn: 'arn:aws:sns:eu-west-1:123456789012:alerts',
  incidentTableName: 'incidents',
  quarantineBucketName: 'quarantine',
  modelBucketName: 'models',
  historyDays: 90,
  learning: 'auto',
  messagesPerMinute: 10,
  logVerdicts: 'anomalies',
  logFeatures: true,
  quarantineAlertPercent: 10,
};

/** What the consumer's stack puts into its environment, and what is enough for the sweeper. */
export const CONSUMER_ENVIRONMENT = {
  [SERVICE_VARIABLE]: 'weir-test',
  [SETTINGS_VARIABLE]: encodeFunctionSettings(consumerSettingsSchema, CONSUMER_SETTINGS, (settings) =>
    JSON.stringify({ ...settings, consumerLogGroupName: 'logs' }),
  ),
};
