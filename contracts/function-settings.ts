import * as z from 'zod/mini';
import { channelsSchema } from './channels.ts';
import { deriveSchema } from './derive.ts';
import { mappingSchema } from './mapping.ts';

const ERRORS = { text: 'must be a text that is not empty', positive: 'must be a number above 0' };
const text = z.string({ error: ERRORS.text }).check(z.minLength(1, { error: ERRORS.text }));
const positive = z.number({ error: ERRORS.positive }).check(z.positive({ error: ERRORS.positive }));
const severityBands = z.object(
  { medium: positive, high: positive, critical: positive },
  { error: 'must be an object of the lowest grades of medium, high and critical' },
);

const sourceState = z.object(
  {
    /** Has one item a shard, `contracts/source-state-table.ts`. */
    tableName: text,
    /** Has the snapshots that those items name. */
    bucketName: text,
    /** How strange a value must be for its source where no model was trained. */
    sensitivity: z.enum(['high', 'normal', 'low'], { error: 'must be high, normal or low' }),
    /** Whether people hear of sources of which little is known yet. */
    tellWhileLearning: z.boolean({ error: 'must be true or false' }),
    /** Whether people hear of sources that always speak and fall silent. */
    silence: z.boolean({ error: 'must be true or false' }),
    /** Names of features that count up. */
    counters: z.array(text, { error: 'must be a list of names' }),
    /** Features that are made of what each source did; absent where none are. */
    derive: z.optional(z.readonly(deriveSchema)),
    /** As the tz database names it: `UTC`, `Europe/Berlin`. */
    timeZone: text,
    /** Features of all sources of a shard together; what is beyond makes the least recently touched source leave. */
    maxSourceFeatures: positive,
    /** A source that has been silent for longer is forgotten. */
    silentAfterMs: positive,
    /** Records that waited for longer are given up, as the mapping has it. */
    maxRecordAgeMs: positive,
    /** For so long the stream keeps its records. */
    streamRetentionMs: positive,
    /** What the states of all shards in one process may take; the least recently used one is dropped beyond it. */
    maxMemoryBytes: positive,
  },
  { error: 'must be an object, or absent where sources have no past' },
);

/** What the functions are told of the state of sources. */
export type SourceStateSettings = Readonly<z.infer<typeof sourceState>>;

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
  endpointName: z.optional(text),
  /** An endpoint that has not answered for so long is away, and the function scores in its place; absent: never. */
  fallbackAfterMs: z.optional(positive),
  alertTopicArn: text,
  incidentTableName: text,
  quarantineBucketName: text,
  /** Has the registry of models, and the rows for training. */
  modelBucketName: text,
  /** Whether rows are kept for training: not with `off`. */
  learning: z.enum(['auto', 'propose', 'off'], { error: 'must be auto, propose or off' }),
  /** `alert` publishes alerts; `observe` judges and logs only. */
  alerting: z.enum(['alert', 'observe'], { error: 'must be alert or observe' }),
  logVerdicts: z.enum(['anomalies', 'all'], { error: 'must be anomalies or all' }),
  /** Whether feature values may appear in log lines. */
  logFeatures: z.boolean({ error: 'must be true or false' }),
  /** An incident is over when its source has shown no anomaly for this long, or longer where it speaks seldom. */
  cooldownMs: positive,
  /** Points that open an incident, `incidents/evidence.ts`. */
  openingEvidence: positive,
  /** People are reminded of an incident that nobody has acknowledged so often; absent: never. */
  remindAfterMs: z.optional(positive),
  severityBands,
  /** An incident is kept for so long after the last that happened to it. */
  historyDays: positive,
  /** Others are told of what nobody acknowledged for so long; absent where nobody is. */
  escalateAfterMinutes: z.optional(positive),
  /** In any minute; what is beyond it is told in one more. Absent where every alert is told alone. */
  messagesPerMinute: z.optional(positive),
  /** `{}` for our own forms. */
  mapping: mappingSchema,
  /** Numbers that mean a missing value, of any feature; absent where every number means itself. */
  missingValues: z.optional(z.array(z.number(), { error: 'must be a list of numbers' })),
  /** Of what names no source: its partition key; `auto` holds alerts while such sources never repeat. */
  source: z.enum(['auto', 'partitionKey', 'stream'], { error: 'must be auto, partitionKey or stream' }),
  /** One scoring request is abandoned after this long. */
  scoringTimeoutMs: positive,
  /** Largest body of a scoring request: 4 MB for serverless, 25 MB for real-time, less some room. */
  maxRequestBytes: positive,
  /** Scoring requests in flight at once per batch. */
  maxConcurrentRequests: positive,
  /** Batches of one shard in work at once: whether a shard's records, or only each partition key's, come in order. */
  parallelization: positive,
  /** What becomes of names that the model does not know, in observations that lack a feature. */
  unknownFeatures: z.enum(['ignore', 'warn', 'quarantine'], { error: 'must be ignore, warn or quarantine' }),
  /** The owner is told once when more than this percentage of recent observations was quarantined, in (0, 100]. */
  quarantineAlertPercent: positive,
  /** Absent where each observation is judged by itself. */
  sourceState: z.optional(sourceState),
  /** Where verdicts are archived: the delivery stream, and the bucket behind it; absent where none are. */
  archive: z.optional(
    z.object({ delivery: text, bucket: text }, { error: 'must be an object, or absent where nothing is archived' }),
  ),
  /** Where messages send people who ask what to do; absent where an installation has no runbook of its own. */
  runbookUrl: z.optional(text),
  /** The collector of OpenTelemetry that gets spans and metrics; absent where none does. */
  otlp: z.optional(
    z.object(
      {
        /** Without the path of a signal. */
        endpoint: text,
        /** The name of the secret that has the headers of each request; absent where it needs none. */
        headersSecret: z.optional(text),
      },
      { error: 'must be an object, or absent where nothing is exported' },
    ),
  ),
});

export type ConsumerSettings = Readonly<z.infer<typeof consumerSettingsSchema>>;

/**
 * Everything the sweeper function is told from outside: the consumer's values, under the consumer's names.
 *
 * Calls that the function makes, for its role: `dynamodb:Query` on the incident table and its index, `GetItem`,
 * `PutItem`, `UpdateItem` and `DeleteItem` on the table; `s3:GetObject` of the rules in the bucket of models;
 * `sns:Publish` on the alert topic, and on the one of escalations, if any.
 * Where it looks for silence:
 * `dynamodb:Scan` on the source state table, `kinesis:DescribeStreamSummary`, `GetShardIterator` and `GetRecords` on
 * the stream.
 */
export const sweeperSettingsSchema = z.extend(
  z.pick(consumerSettingsSchema, {
    alertTopicArn: true,
    incidentTableName: true,
    modelBucketName: true,
    cooldownMs: true,
    remindAfterMs: true,
    severityBands: true,
    historyDays: true,
    escalateAfterMinutes: true,
    messagesPerMinute: true,
    runbookUrl: true,
  }),
  {
    /** To which messages lead. */
    consumerLogGroupName: text,
    /** Of those who are told of what nobody acknowledged; absent where there are none. */
    escalationTopicArn: z.optional(text),
    /** Absent where nobody is told of silence; the table is that of source states. */
    silence: z.optional(z.object({ tableName: text, streamArn: text }, { error: 'must be an object, or absent' })),
  },
);

export type SweeperSettings = Readonly<z.infer<typeof sweeperSettingsSchema>>;

/**
 * Everything the function is told that looks after snapshots: what the consumer learns by, and times.
 *
 * Calls that the function makes, for its role: `dynamodb:Scan` and `UpdateItem` on the source state table;
 * `s3:ListBucket` on its bucket, `s3:GetObject`, `PutObject` and `DeleteObject` under `snapshots/` there;
 * `kinesis:DescribeStreamSummary`, `GetShardIterator` and `GetRecords` on the stream.
 */
export const snapshotCleanerSettingsSchema = z.object({
  streamArn: text,
  ...z.pick(consumerSettingsSchema, { mapping: true, missingValues: true, source: true }).shape,
  sourceState,
  /** A snapshot that nothing names is spared for so long: somebody may read it still, or name it. */
  spareMs: positive,
  /** A snapshot that is older, with records behind it, is brought forward. */
  staleAfterMs: positive,
});

export type SnapshotCleanerSettings = Readonly<z.infer<typeof snapshotCleanerSettingsSchema>>;

/**
 * Everything the function is told that registers the deployed model and seeds the rules.
 *
 * Calls that the function makes, for its role: `s3:GetObject` and `PutObject` under `models/` and `rules/` of the
 * bucket, `s3:ListBucket` on it.
 */
export const registrarSettingsSchema = z.object({ modelBucketName: text });

/**
 * Everything the trainer is told from outside.
 *
 * Calls that the function makes, for its role: `s3:ListBucket` on the bucket of models, `s3:GetObject` under `models/`,
 * `samples/` and `trainer/` there and `PutObject` under the first and the last; `dynamodb:Scan` on the incident table;
 * `sns:Publish` on the alert topic.
 */
export const trainerSettingsSchema = z.object({
  modelBucketName: text,
  ...z.pick(consumerSettingsSchema, {
    incidentTableName: true,
    alertTopicArn: true,
    alerting: true,
    missingValues: true,
    runbookUrl: true,
  }).shape,
  /** To which messages lead. */
  consumerLogGroupName: text,
  learning: z.enum(['auto', 'propose'], { error: 'must be auto or propose' }),
  /** Features that are made of what each source did; absent where none are. */
  derive: z.optional(z.readonly(deriveSchema)),
  /** What must not be learned: intervals of ISO 8601, `from/to`, both ends in it. */
  trainingExclude: z.array(text, { error: 'must be a list of intervals' }),
});

export type TrainerSettings = Readonly<z.infer<typeof trainerSettingsSchema>>;

/**
 * Everything the canary function is told from outside.
 *
 * Calls that the function makes, for its role: `s3:GetObject` under `models/` of the registry's bucket;
 * `dynamodb:PutItem` and `Query` on the incident table; `kinesis:PutRecord` on the stream.
 */
export const canarySettingsSchema = z.object({
  streamArn: text,
  ...z.pick(consumerSettingsSchema, { incidentTableName: true, modelBucketName: true }).shape,
  /** Records that waited for longer are given up. */
  maxRecordAgeMs: positive,
});

/**
 * Everything the notifier is told from outside.
 *
 * Calls that the function makes, for its role: what Lambda needs to read its queues, and `sqs:ChangeMessageVisibility`
 * on them; `secretsmanager:GetSecretValue` or `ssm:GetParameter` on the secrets of its channels; `events:PutEvents` on
 * their buses. It calls out of the account, to its channels' hosts.
 */
export const notifierSettingsSchema = z.object({
  channels: channelsSchema,
  /** The address of each channel's queue, by the channel's name. */
  queueUrls: z.record(z.string(), text, { error: 'must be an object of queues by channel' }),
});
