/** Everything the consumer function is told from outside. The construct that sets it does not compile when one is missing. */
export const CONSUMER_VARIABLES = [
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
] as const;

export type ConsumerEnvironment = Record<(typeof CONSUMER_VARIABLES)[number], string>;

/** Where the parts of an observation are in somebody else's JSON: dotted paths, `detail.reading.value`. */
export interface FieldMapping {
  readonly source?: string;
  readonly timestamp?: string;
  readonly id?: string;
  /** Feature name to path. When given, only these are features. */
  readonly features?: Readonly<Record<string, string>>;
}
