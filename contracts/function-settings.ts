import * as z from 'zod/mini';
import { deriveSchema } from './derive.ts';
import { positiveSetting, textSetting } from './function-settings/values.ts';
import { mappingSchema } from './mapping.ts';

const severityBands = z.object(
  { medium: positiveSetting, high: positiveSetting, critical: positiveSetting },
  { error: 'must be an object of the lowest grades of medium, high and critical' },
);

export const sourceStateSchema = z.object(
  {
    /** Has one item a shard, `contracts/source-state-table.ts`. */
    tableName: textSetting,
    /** Has the snapshots that those items name. */
    bucketName: textSetting,
    /** How strange a value must be for its source where no model was trained. */
    sensitivity: z.enum(['high', 'normal', 'low'], { error: 'must be high, normal or low' }),
    /** Whether people hear of sources of which little is known yet. */
    tellWhileLearning: z.boolean({ error: 'must be true or false' }),
    /** Whether people hear of sources that always speak and fall silent. */
    silence: z.boolean({ error: 'must be true or false' }),
    /** Names of features that count up. */
    counters: z.array(textSetting, { error: 'must be a list of names' }),
    /** Features that are made of what each source did; absent where none are. */
    derive: z.optional(z.readonly(deriveSchema)),
    /** As the tz database names it: `UTC`, `Europe/Berlin`. */
    timeZone: textSetting,
    /** Features of all sources of a shard together; what is beyond makes the least recently touched source leave. */
    maxSourceFeatures: positiveSetting,
    /** A source that has been silent for longer is forgotten. */
    silentAfterMs: positiveSetting,
    /** Records that waited for longer are given up, as the mapping has it. */
    maxRecordAgeMs: positiveSetting,
    /** For so long the stream keeps its records. */
    streamRetentionMs: positiveSetting,
    /** What the states of all shards in one process may take; the least recently used one is dropped beyond it. */
    maxMemoryBytes: positiveSetting,
  },
  { error: 'must be an object, or absent where sources have no past' },
);

/** What the functions are told of the state of sources. */
export type SourceStateSettings = Readonly<z.infer<typeof sourceStateSchema>>;

/**
 * Everything the consumer function is told from outside.
 *
 * Calls that the function makes, for its role: `sagemaker:InvokeEndpoint` on the endpoint, if any; `dynamodb:GetItem`,
 * `PutItem`, `UpdateItem`, `DeleteItem` and `Query` on the incident table; `kinesis:DescribeStreamSummary` on the
 * stream;
 * `sns:Publish` on the alert topic; `s3:PutObject` under `quarantine/` of the quarantine bucket; `s3:GetObject` under
 * `models/` of the registry's bucket and of `rules/current.json` there. Where sources have a past: `dynamodb:GetItem`,
 * `PutItem` and `UpdateItem` on the
 * source state table, `s3:PutObject` and `GetObject` under `snapshots/` of its bucket, `kinesis:GetShardIterator`,
 * `GetRecords` and `ListShards` on the stream. Unless `learning` is off: `s3:GetObject` and `PutObject` under
 * `samples/` of the registry's bucket, and `s3:ListBucket` on it. Where verdicts are archived:
 * `firehose:PutRecordBatch` on the delivery stream, `s3:PutObject` under `verdicts/` of the archive's bucket. With
 * `otlp.headersSecret`: `secretsmanager:GetSecretValue` or `ssm:GetParameter` on that. With `otlp` it calls that host.
 */
export const consumerSettingsSchema = z.object({
  /** Absent where the function scores by itself. */
  endpointName: z.optional(textSetting),
  /** An endpoint that has not answered for so long is away, and the function scores in its place; absent: never. */
  fallbackAfterMs: z.optional(positiveSetting),
  alertTopicArn: textSetting,
  incidentTableName: textSetting,
  quarantineBucketName: textSetting,
  /** Has the registry of models, and the rows for training. */
  modelBucketName: textSetting,
  /** Whether rows are kept for training: not with `off`. */
  learning: z.enum(['auto', 'propose', 'off'], { error: 'must be auto, propose or off' }),
  /** `alert` publishes alerts; `observe` judges and logs only. */
  alerting: z.enum(['alert', 'observe'], { error: 'must be alert or observe' }),
  logVerdicts: z.enum(['anomalies', 'all'], { error: 'must be anomalies or all' }),
  /** Whether feature values may appear in log lines. */
  logFeatures: z.boolean({ error: 'must be true or false' }),
  /** An incident is over when its source has shown no anomaly for this long, or longer where it speaks seldom. */
  cooldownMs: positiveSetting,
  /** Points that open an incident, `incidents/evidence.ts`. */
  openingEvidence: positiveSetting,
  /** People are reminded of an incident that nobody has acknowledged so often; absent: never. */
  remindAfterMs: z.optional(positiveSetting),
  severityBands,
  /** An incident is kept for so long after the last that happened to it. */
  historyDays: positiveSetting,
  /** Others are told of what nobody acknowledged for so long; absent where nobody is. */
  escalateAfterMinutes: z.optional(positiveSetting),
  /** In any minute; what is beyond it is told in one more. Absent where every alert is told alone. */
  messagesPerMinute: z.optional(positiveSetting),
  /** `{}` for our own forms. */
  mapping: mappingSchema,
  /** Numbers that mean a missing value, of any feature; absent where every number means itself. */
  missingValues: z.optional(z.array(z.number(), { error: 'must be a list of numbers' })),
  /** Of what names no source: its partition key; `auto` holds alerts while such sources never repeat. */
  source: z.enum(['auto', 'partitionKey', 'stream'], { error: 'must be auto, partitionKey or stream' }),
  /** One scoring request is abandoned after this long. */
  scoringTimeoutMs: positiveSetting,
  /** Largest body of a scoring request: 4 MB for serverless, 25 MB for real-time, less some room. */
  maxRequestBytes: positiveSetting,
  /** Scoring requests in flight at once per batch. */
  maxConcurrentRequests: positiveSetting,
  /** Batches of one shard in work at once: whether a shard's records, or only each partition key's, come in order. */
  parallelization: positiveSetting,
  /** What becomes of names that the model does not know, in observations that lack a feature. */
  unknownFeatures: z.enum(['ignore', 'warn', 'quarantine'], { error: 'must be ignore, warn or quarantine' }),
  /** The owner is told once when more than this percentage of recent observations was quarantined, in (0, 100]. */
  quarantineAlertPercent: positiveSetting,
  /** Absent where each observation is judged by itself. */
  sourceState: z.optional(sourceStateSchema),
  /** Where verdicts are archived: the delivery stream, and the bucket behind it; absent where none are. */
  archive: z.optional(
    z.object(
      { delivery: textSetting, bucket: textSetting },
      { error: 'must be an object, or absent where nothing is archived' },
    ),
  ),
  /** Where messages send people who ask what to do; absent where an installation has no runbook of its own. */
  runbookUrl: z.optional(textSetting),
  /** The collector of OpenTelemetry that gets spans and metrics; absent where none does. */
  otlp: z.optional(
    z.object(
      {
        /** Without the path of a signal. */
        endpoint: textSetting,
        /** The name of the secret that has the headers of each request; absent where it needs none. */
        headersSecret: z.optional(textSetting),
      },
      { error: 'must be an object, or absent where nothing is exported' },
    ),
  ),
});

export type ConsumerSettings = Readonly<z.infer<typeof consumerSettingsSchema>>;
