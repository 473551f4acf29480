import { Duration } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { consumerSettingsSchema, type SourceStateSettings } from '../../contracts/function-settings.ts';
import { MAX_PAYLOAD_BYTES } from '../../contracts/scoring.ts';
import { DEFAULT_SOURCE_FEATURES, sourceStateBytes } from '../../settings/function-memory.ts';
import { hasFallback, remindAfterMs } from '../../settings/implied-settings.ts';
import type { Settings } from '../../settings/settings-schema.ts';
import { derivedFeatures } from './derived-features.ts';
import { functionEnvironment } from './function-environment.ts';
import type { InstalledModels } from './installed-models.ts';
import type { InstalledSourceState } from './installed-source-state.ts';
import { checkMissingValues } from './model-missing-values.ts';
import type { ScoringEndpoint } from './scoring-endpoint.ts';
import type { VerdictArchive } from './verdict-archive.ts';

export interface ConsumerEnvironmentSources {
  readonly settings: Settings;
  /** Value of the metrics' dimension and of `service` in log lines. */
  readonly service: string;
  /** Absent where the function scores. */
  readonly endpoint?: ScoringEndpoint;
  readonly topic: ITopic;
  readonly incidents: ITable;
  readonly quarantine: IBucket;
  readonly models: InstalledModels;
  /** Absent where sources have no past. */
  readonly sourceState?: InstalledSourceState;
  /** Absent where nothing is archived. */
  readonly archive?: VerdictArchive;
}

/** What each kind of endpoint takes, and the function: milliseconds, requests of one batch at once, bytes of one. */
const LIMITS = {
  // A serverless endpoint that has slept needs many seconds for its first answer.
  serverless: { scoringTimeoutMs: 30_000, maxConcurrentRequests: 2, maxRequestBytes: MAX_PAYLOAD_BYTES.serverless },
  'real-time': {
    scoringTimeoutMs: 10_000,
    maxConcurrentRequests: 4,
    maxRequestBytes: MAX_PAYLOAD_BYTES['real-time'],
  },
  // It has one thread.
  function: { scoringTimeoutMs: 30_000, maxConcurrentRequests: 1, maxRequestBytes: MAX_PAYLOAD_BYTES.serverless },
} as const;

/**
 * Longer than an endpoint takes that only has to come up: a serverless one that has slept needs seconds to tens of
 * seconds, and a call of it is given up after thirty, so that it has had two whole ones by then.
 */
const FALLBACK_AFTER_MS = 60_000;

/** Everything the consumer is told, from the settings and from what was made beside it. */
export function consumerEnvironment(scope: Construct, sources: ConsumerEnvironmentSources): Record<string, string> {
  const { settings, service, endpoint, topic, incidents, quarantine, models, sourceState, archive } = sources;
  checkMissingValues(settings);
  const derive = derivedFeatures(settings);
  return functionEnvironment(scope, service, consumerSettingsSchema, {
    // What the user set and the consumer knows by the same name goes there as it is.
    ...settings,
    ...LIMITS[endpoint ? settings.endpoint : 'function'],
    archive: archive && { delivery: archive.deliveryStreamName, bucket: archive.bucket.bucketName },
    endpointName: endpoint?.endpointName,
    fallbackAfterMs: hasFallback(settings) ? FALLBACK_AFTER_MS : undefined,
    alertTopicArn: topic.topicArn,
    incidentTableName: incidents.tableName,
    quarantineBucketName: quarantine.bucketName,
    modelBucketName: models.bucket.bucketName,
    cooldownMs: settings.cooldownSeconds * 1000,
    remindAfterMs: remindAfterMs(settings),
    historyDays: settings.incidentHistoryDays,
    messagesPerMinute: settings.storms === 'on' ? settings.messagesPerMinute : undefined,
    otlp: settings.otlpEndpoint === undefined ? undefined : otlpSettings(settings.otlpEndpoint, settings),
    sourceState: sourceState && { ...sourceStateSettings(settings, sourceState), derive },
  });
}

function otlpSettings(endpoint: string, { otlpHeadersSecret: headersSecret }: Settings) {
  return { endpoint, ...(headersSecret !== undefined && { headersSecret }) };
}

/** What the consumer is told of the state of sources; what the user left out is said here. */
export function sourceStateSettings(settings: Settings, { table, bucket }: InstalledSourceState): SourceStateSettings {
  const { sensitivity = 'normal', tellWhileLearning = false, counters = [], timeZone = 'UTC' } = settings;
  const { maxSourceFeatures = DEFAULT_SOURCE_FEATURES, sourceRetentionDays = 90 } = settings;
  return {
    tableName: table.tableName,
    bucketName: bucket.bucketName,
    silence: settings.silence !== 'off',
    ...{ sensitivity, tellWhileLearning, counters, timeZone, maxSourceFeatures },
    silentAfterMs: Duration.days(sourceRetentionDays).toMilliseconds(),
    maxRecordAgeMs: Math.round(settings.maxRecordAgeHours * 60) * 60_000,
    streamRetentionMs: Duration.hours(settings.streamRetentionHours).toMilliseconds(),
    maxMemoryBytes: sourceStateBytes(settings),
  };
}
