import * as z from 'zod/mini';
import { deriveSchema } from './derive.ts';
import { mappingSchema } from './mapping.ts';
import { malformed, ok, type Result } from './result.ts';

/** The variable in which a function's settings travel, all of them as one JSON object. */
export const SETTINGS_VARIABLE = 'WEIR_SETTINGS';

/**
 * The variable with the detection stack's name: `service` of every log line and the dimension of every metric.
 * It stands beside the settings because Powertools reads it.
 */
export const SERVICE_VARIABLE = 'POWERTOOLS_SERVICE_NAME';

/** It rises when a setting comes to mean something else. Code takes settings of its own version only. */
const VERSION = 1;

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
 * `PutItem`, `UpdateItem`, `DeleteItem` and `Query` on the incident table; `kinesis:DescribeStreamSummary` on the stream;
 * `sns:Publish` on the alert topic; `s3:PutObject` under `quarantine/` of the quarantine bucket; `s3:GetObject` under
 * `models/` of the registry's bucket and of `rules/current.json` there. Where sources have a past: `dynamodb:GetItem`, `PutItem` and `UpdateItem` on the
 * source state table, `s3:PutObject` and `GetObject` under `snapshots/` of its bucket, `kinesis:GetShardIterator`,
 * `GetRecords` and `ListShards` on the stream. Unless `learning` is off: `s3:GetObject` and `PutObject` under
 * `samples/` of the registry's bucket, and `s3:ListBucket` on it.
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
});

export type ConsumerSettings = Readonly<z.infer<typeof consumerSettingsSchema>>;

/**
 * Everything the sweeper function is told from outside: the consumer's values, under the consumer's names.
 *
 * Calls that the function makes, for its role: `dynamodb:Query` on the incident table's index, `GetItem`, `PutItem`,
 * `UpdateItem` and `DeleteItem` on the table; `sns:Publish` on the alert topic. Where it looks for silence:
 * `dynamodb:Scan` on the source state table, `kinesis:DescribeStreamSummary`, `GetShardIterator` and `GetRecords` on
 * the stream.
 */
export const sweeperSettingsSchema = z.extend(
  z.pick(consumerSettingsSchema, {
    alertTopicArn: true,
    incidentTableName: true,
    cooldownMs: true,
    remindAfterMs: true,
  }),
  {
    /** Absent where nobody is told of silence. */
    silence: z.optional(
      z.object(
        {
          /** The source state table. */
          tableName: text,
          streamArn: text,
        },
        { error: 'must be an object, or absent where nobody is told of silence' },
      ),
    ),
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
  }).shape,
  learning: z.enum(['auto', 'propose'], { error: 'must be auto or propose' }),
  /** Features that are made of what each source did; absent where none are. */
  derive: z.optional(z.readonly(deriveSchema)),
  /** What must not be learned: intervals of ISO 8601, `from/to`, both ends in it. */
  trainingExclude: z.array(text, { error: 'must be a list of intervals' }),
});

export type TrainerSettings = Readonly<z.infer<typeof trainerSettingsSchema>>;

/** What a function wants to be told. */
export type FunctionSettingsSchema<T extends object> = z.ZodMiniType<T, T>;

/**
 * A function's settings as the value of its variable; what its schema does not know is left out.
 *
 * @param toJson another one for values that are known only when they are deployed
 * @throws when the settings are not what the schema wants
 */
export function encodeFunctionSettings<T extends object>(
  schema: FunctionSettingsSchema<T>,
  settings: NoInfer<T>,
  toJson: (value: object) => string = JSON.stringify,
): string {
  return toJson({ version: VERSION, ...z.parse(schema, settings) });
}

/** What {@link encodeFunctionSettings} wrote. Its problem names everything that is wrong. */
export function decodeFunctionSettings<T extends object>(schema: FunctionSettingsSchema<T>, json: string): Result<T> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return malformed('settings_not_json', '', `must be JSON, got ${JSON.stringify(json.slice(0, 80))}`);
  }
  const { version } = (value ?? {}) as { version?: unknown };
  if (version !== VERSION) {
    return malformed('wrong_version', 'version', `must have version ${VERSION}, got ${shown(version)}`);
  }
  const parsed = z.safeParse(schema, value);
  if (parsed.success) return ok(parsed.data);
  const wrong = parsed.error.issues.map(({ path, message }) => {
    return `${path.join('.')} ${message}, got ${shown(valueAt(value, path))}`;
  });
  return malformed('bad_settings', parsed.error.issues[0].path.join('.'), wrong.join('; '));
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key], value);
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing';
}
