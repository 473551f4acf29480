/**
 * Everything the consumer function is told from outside. The construct that sets it does not compile when one is missing.
 *
 * Calls that the function makes, for its role: `sagemaker:InvokeEndpoint` on the endpoint; `dynamodb:GetItem`, `PutItem`, `UpdateItem` and
 * `DeleteItem` on the incident table; `kinesis:DescribeStreamSummary` on the stream; `sns:Publish` on the alert topic; `s3:PutObject` under `quarantine/` of the quarantine bucket.
 */
export const CONSUMER_VARIABLES = [
  /** The detection stack's name: `service` of every log line and the dimension of every metric. */
  'POWERTOOLS_SERVICE_NAME',
  'WEIR_ENDPOINT_NAME',
  'WEIR_ALERT_TOPIC_ARN',
  'WEIR_INCIDENT_TABLE_NAME',
  'WEIR_QUARANTINE_BUCKET_NAME',
  /** `alert` tells people; `observe` judges and logs only. */
  'WEIR_ALERTING',
  /** `anomalies` or `all`. */
  'WEIR_LOG_VERDICTS',
  /** `true` or `false`: whether feature values may appear in log lines. */
  'WEIR_LOG_FEATURES',
  /** An incident is over when its source has shown no anomaly for this long. */
  'WEIR_COOLDOWN_SECONDS',
  /** SeverityBands as JSON. */
  'WEIR_SEVERITY_BANDS',
  /** FieldMapping as JSON, `{}` for our own forms. */
  'WEIR_MAPPING',
  /** One InvokeEndpoint call is abandoned after this long. */
  'WEIR_SCORING_TIMEOUT_MS',
  /** Largest request body of one InvokeEndpoint call: 4 MB for serverless, 25 MB for real-time, less some room. */
  'WEIR_MAX_REQUEST_BYTES',
  /** InvokeEndpoint calls in flight at once per batch. */
  'WEIR_MAX_CONCURRENT_REQUESTS',
  /** Batches of one shard in work at once: whether a shard's records, or only each partition key's, come in order. */
  'WEIR_PARALLELIZATION',
  /** The owner is told once when more than this percentage of recent observations was quarantined, in (0, 100]. */
  'WEIR_QUARANTINE_ALERT_PERCENT',
] as const;

export type ConsumerEnvironment = Record<(typeof CONSUMER_VARIABLES)[number], string>;

/**
 * Everything the sweeper function is told from outside: the consumer's values, under the consumer's names.
 *
 * Calls that the function makes, for its role: `dynamodb:Query` on the incident table's index, `GetItem`, `PutItem`, `UpdateItem` and
 * `DeleteItem` on the table; `sns:Publish` on the alert topic.
 */
export const SWEEPER_VARIABLES = [
  'POWERTOOLS_SERVICE_NAME',
  'WEIR_ALERT_TOPIC_ARN',
  'WEIR_INCIDENT_TABLE_NAME',
  'WEIR_COOLDOWN_SECONDS',
] as const satisfies readonly (typeof CONSUMER_VARIABLES)[number][];

export type SweeperEnvironment = Record<(typeof SWEEPER_VARIABLES)[number], string>;

/** Where the parts of an observation are in somebody else's JSON: dotted paths, `detail.reading.value`. */
export interface FieldMapping {
  readonly source?: string;
  readonly timestamp?: string;
  readonly id?: string;
  /** Feature name to path. When given, only these are features. */
  readonly features?: Readonly<Record<string, string>>;
}
