import {
  CONSUMER_VARIABLES,
  type ConsumerEnvironment,
  type FieldMapping,
} from '../../contracts/consumer-environment.ts';
import type { SeverityBands } from '../../contracts/verdict.ts';
import { readEnvironment, toNumber } from '../environment.ts';

/** The consumer's environment, read once. */
export interface Settings {
  readonly endpointName: string;
  readonly alertTopicArn: string;
  readonly incidentTableName: string;
  readonly quarantineBucketName: string;
  readonly alerting: 'alert' | 'observe';
  readonly logVerdicts: 'anomalies' | 'all';
  readonly logFeatures: boolean;
  readonly cooldownMs: number;
  readonly severityBands: SeverityBands;
  readonly mapping: FieldMapping;
  readonly scoringTimeoutMs: number;
  readonly maxRequestBytes: number;
  readonly maxConcurrentRequests: number;
  /** Batches of one shard in work at once. */
  readonly parallelization: number;
  /** In (0, 100]. */
  readonly quarantineAlertPercent: number;
}

/** What processing needs to know; the rest is where the ports lead. */
export type BatchSettings = Omit<
  Settings,
  'endpointName' | 'alertTopicArn' | 'incidentTableName' | 'quarantineBucketName' | 'logVerdicts' | 'logFeatures'
>;

/** @throws {Error} naming every variable that is missing or is not what it must be */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const given: ConsumerEnvironment = readEnvironment(environment, CONSUMER_VARIABLES);
  return {
    endpointName: given.WEIR_ENDPOINT_NAME,
    alertTopicArn: given.WEIR_ALERT_TOPIC_ARN,
    incidentTableName: given.WEIR_INCIDENT_TABLE_NAME,
    quarantineBucketName: given.WEIR_QUARANTINE_BUCKET_NAME,
    alerting: oneOf(given, 'WEIR_ALERTING', ['alert', 'observe']),
    logVerdicts: oneOf(given, 'WEIR_LOG_VERDICTS', ['anomalies', 'all']),
    logFeatures: oneOf(given, 'WEIR_LOG_FEATURES', ['true', 'false']) === 'true',
    cooldownMs: toNumber(given, 'WEIR_COOLDOWN_SECONDS') * 1000,
    severityBands: json(given, 'WEIR_SEVERITY_BANDS') as SeverityBands,
    mapping: json(given, 'WEIR_MAPPING') as FieldMapping,
    scoringTimeoutMs: toNumber(given, 'WEIR_SCORING_TIMEOUT_MS'),
    maxRequestBytes: toNumber(given, 'WEIR_MAX_REQUEST_BYTES'),
    maxConcurrentRequests: toNumber(given, 'WEIR_MAX_CONCURRENT_REQUESTS'),
    parallelization: toNumber(given, 'WEIR_PARALLELIZATION'),
    quarantineAlertPercent: toNumber(given, 'WEIR_QUARANTINE_ALERT_PERCENT'),
  };
}

function oneOf<const T extends string>(given: ConsumerEnvironment, name: keyof ConsumerEnvironment, values: T[]): T {
  const value = values.find((one) => one === given[name]);
  if (value === undefined)
    throw new Error(`${name} must be one of ${values.join(', ')}, got ${JSON.stringify(given[name])}`);
  return value;
}

function json(given: ConsumerEnvironment, name: keyof ConsumerEnvironment): object {
  let value: unknown;
  try {
    value = JSON.parse(given[name]);
  } catch {
    value = undefined;
  }
  if (typeof value !== 'object' || value === null) {
    throw new Error(`${name} must be a JSON object, got ${JSON.stringify(given[name])}`);
  }
  return value;
}
