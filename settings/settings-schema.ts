import { z } from 'zod';
import { channelsSchema } from '../contracts/channels.ts';
import { COOLDOWN_SECONDS } from '../contracts/cooldown.ts';
import { deriveSchema } from '../contracts/derive.ts';
import { mappingSchema } from '../contracts/mapping.ts';
import { MESSAGES_PER_MINUTE } from '../contracts/messages-per-minute.ts';
import { OPENING_EVIDENCE } from '../contracts/opening-evidence.ts';
import { DEFAULT_SEVERITY_BANDS } from '../contracts/verdict.ts';
import {
  choice,
  counterNames,
  flag,
  list,
  markers,
  number,
  oneOf,
  otlpEndpoint,
  reminder,
  secretName,
  severityBands,
  text,
  timeIntervals,
  timeZone,
  whole,
} from './setting-types.ts';

/** Everything that a user may set, in weir.json or as `-c name=value`. */
export const settingsSchema = z.strictObject({
  name: text(/^[A-Za-z][A-Za-z0-9-]{0,29}$/, 'a letter, then up to 29 letters, digits or hyphens')
    .default('Weir')
    .describe('Names this installation: its stacks, alarms and dashboard. Several can live in one account.'),
  model: text(/./, 'a folder')
    .default('samples/model')
    .describe('The model folder that is deployed, as npm run train writes it.'),
  onDelete: choice('retain', 'destroy')
    .default('retain')
    .describe('What happens to stream, incidents and quarantine when the installation is deleted.'),
  monthlyBudgetUsd: number(1, 1_000_000)
    .optional()
    .describe('alertEmail hears when the account has spent 80 % of this in a month, and when it will spend all of it.'),

  streamArn: text(
    /^arn:aws[a-z-]*:kinesis:[a-z0-9-]+:\d{12}:stream\/[\w.-]+$/,
    'the ARN of a Kinesis stream, arn:aws:kinesis:REGION:ACCOUNT:stream/NAME',
  )
    .optional()
    .describe('Watch this Kinesis stream instead of making one.'),
  streamKeyArn: text(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/, 'the ARN of a KMS key')
    .optional()
    .describe('The customer managed key, if any, that encrypts the stream of streamArn.'),
  startAt: z.iso
    .datetime({ offset: true, error: 'must be a time like 2026-01-31T12:00:00Z' })
    .optional()
    .describe('Where reading the stream of streamArn starts; the first deployment when absent.'),
  streamMode: choice('provisioned', 'on-demand')
    .optional()
    .describe('Capacity of our own stream; provisioned when absent.'),
  shards: whole(1, 200)
    .optional()
    .describe('Shards of our own provisioned stream, 1 when absent. Each takes 1 MB and 1000 records a second.'),
  streamRetentionHours: whole(24, 8760)
    .default(24)
    .describe('How long the stream keeps records; of the stream of streamArn, how long it is known to.'),
  mapping: z
    ._default(mappingSchema, {})
    .describe(
      "Where the parts of an observation are in somebody else's JSON: dotted paths; list[*] for each element, text|json.",
    ),
  missingValues: markers()
    .optional()
    .describe('Numbers that mean, in any feature, that there is no value, like -200; every number counts when absent.'),
  source: choice('auto', 'partitionKey', 'stream')
    .default('auto')
    .describe('The source of observations that name none: the partition key, or the whole stream.'),

  alerting: choice('alert', 'observe').default('alert').describe('observe judges and logs without telling anyone.'),
  alertEmail: list(z.email({ error: 'must be an e-mail address' }), 'an e-mail address')
    .default([])
    .describe('Who gets alerts by e-mail: what is strange on the stream.'),
  operationsEmail: list(z.email({ error: 'must be an e-mail address' }), 'an e-mail address')
    .optional()
    .describe('Who gets alarms by e-mail, to keep Weir alive; those of alertEmail when absent.'),
  noDataHours: whole(0, 24)
    .default(24)
    .describe('An alarm tells when the stream had data and has had none for this long; 0: none does.'),
  rules: text(/\.json$/, 'a file of rules, like rules.json')
    .optional()
    .describe('A file of rules that say what opens an incident; it seeds those of a fresh installation.'),
  channels: z
    ._default(channelsSchema, [])
    .describe('Who is told beside e-mail: Slack, Teams, PagerDuty, webhooks, event buses, and of what.'),
  runbookUrl: text(/^https:\/\/[!-~]{1,52}$/, 'an https address of at most 60 characters')
    .optional()
    .describe('Where messages send people who ask what to do: a runbook of your own.'),
  cooldownSeconds: whole(COOLDOWN_SECONDS.least, COOLDOWN_SECONDS.most)
    .default(COOLDOWN_SECONDS.default)
    .describe('An incident is over when its source has shown no anomaly for this long; longer where it speaks seldom.'),
  openingEvidence: whole(OPENING_EVIDENCE.least, OPENING_EVIDENCE.most)
    .default(OPENING_EVIDENCE.default)
    .describe('Points that open an incident: a low anomaly has 1, a medium one 2, any other all. 1: each one opens.'),
  remindAfter: reminder()
    .default('off')
    .describe('How often people are reminded of an incident that nobody has acknowledged, like 30m or 1h.'),
  storms: choice('on', 'off')
    .default('on')
    .describe('Whether sources that become strange together are told together; off tells every alert alone, at once.'),
  messagesPerMinute: whole(MESSAGES_PER_MINUTE.least, MESSAGES_PER_MINUTE.most)
    .default(MESSAGES_PER_MINUTE.default)
    .describe('Messages that people get in any minute at most; what is beyond is told in one summary a minute.'),
  severityBands: severityBands()
    .default(DEFAULT_SEVERITY_BANDS)
    .describe('The lowest grades of medium, high and critical.'),
  incidentHistoryDays: whole(1, 3650)
    .default(90)
    .describe('How long an incident is kept after the last that happened to it.'),
  escalateAfterMinutes: whole(1, 10_080)
    .optional()
    .describe('Others are told of an incident that nobody acknowledged for this long; nobody is when absent.'),
  escalationEmail: list(z.email({ error: 'must be an e-mail address' }), 'an e-mail address')
    .min(1, { error: 'must not be empty' })
    .optional()
    .describe('Who is told then, by e-mail; others subscribe to the topic EscalationTopicArn.'),
  quarantineAlertPercent: number(0.1, 100)
    .default(5)
    .describe('The owner is told when more than this percentage of recent observations was quarantined.'),

  archive: choice('on', 'off')
    .default('off')
    .describe('Whether all verdicts are archived in S3, for questions about any row later: Firehose, Glue, Athena.'),
  archiveDays: whole(1, 3650).default(365).describe('How long the archive keeps a verdict.'),

  otlpEndpoint: otlpEndpoint()
    .optional()
    .describe(
      'Exports spans and metrics to this OpenTelemetry collector by OTLP over HTTP: http://localhost:4318 of a layer, or https.',
    ),
  otlpHeadersSecret: secretName()
    .optional()
    .describe('The secret of Secrets Manager, or ssm:PARAMETER, that has the headers of otlpEndpoint as JSON.'),
  otlpLayerArn: text(
    /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:layer:[\w-]+:\d+$/,
    'the ARN of a version of a Lambda layer, arn:aws:lambda:REGION:ACCOUNT:layer:NAME:1',
  )
    .optional()
    .describe('A Lambda layer for arm64 with a collector, which the consumer gets beside its code.'),

  canary: choice('on', 'off')
    .optional()
    .describe(
      'Whether a canary is put on the stream every five minutes, to see that what is strange is found; on when absent, off with streamArn.',
    ),

  learning: choice('auto', 'propose', 'off')
    .default('auto')
    .describe('Whether Weir trains by itself on rows that it keeps: propose has a person promote; off keeps no rows.'),
  trainingExclude: timeIntervals()
    .default([])
    .describe('Times that are not learned, like 2026-01-31T12:00:00Z/2026-02-01T06:00:00Z: a planned outage, a test.'),

  unknownFeatures: choice('ignore', 'warn', 'quarantine')
    .default('warn')
    .describe('What becomes of names that the model does not know, in observations that lack one that it does.'),

  sourceState: choice('on', 'off')
    .default('on')
    .describe("Whether each source is judged by its own past; off judges every observation by the model's rows alone."),
  sensitivity: choice('high', 'normal', 'low')
    .optional()
    .describe('How strange a value must be for its source before a model was trained; normal when absent.'),
  tellWhileLearning: flag()
    .optional()
    .describe('Whether people hear of sources of which fewer than 300 observations are known; false when absent.'),
  silence: choice('on', 'off')
    .optional()
    .describe('Whether people hear of sources that always speak and fall silent; on when absent.'),
  counters: counterNames()
    .optional()
    .describe('Features that count up, like bytes sent since the start: they are judged by their rate.'),
  derive: z
    .optional(deriveSchema)
    .describe('Features that are made of what each source did; those of the model when absent.'),
  timeZone: timeZone().optional().describe('Whose hours and weekends are meant, like Europe/Berlin; UTC when absent.'),
  maxSourceFeatures: whole(1000, 1_000_000)
    .optional()
    .describe(
      'Features that all sources of a shard may have together, 100000 when absent. Each takes 1.4 kB of memory.',
    ),
  sourceRetentionDays: whole(1, 3650)
    .optional()
    .describe('A source that has been silent for longer is forgotten; 90 when absent.'),

  logVerdicts: choice('anomalies', 'all').default('anomalies').describe('Which verdicts are logged one by one.'),
  logFeatures: flag().default(true).describe('Whether feature values may appear in log lines.'),
  logRetentionDays: oneOf(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 3653)
    .default(30)
    .describe('How long logs are kept, in the numbers of days that CloudWatch Logs knows.'),

  maxRecordAgeHours: number(0.1, 168)
    .default(6)
    .describe('Records that could not be scored for this long are given up, with their payload, to the bucket.'),
  parallelization: whole(1, 10).default(1).describe('Batches of one shard in work at once.'),
  partitionKeyIsSource: flag()
    .default(false)
    .describe("That producers use the source as partition key, so that parallelization keeps a source's order."),

  scoring: choice('endpoint', 'function')
    .default('endpoint')
    .describe('Who scores: a SageMaker endpoint, or the consumer function itself, without endpoint, image and Docker.'),
  fallback: choice('on', 'off')
    .optional()
    .describe(
      'Whether the function scores while the endpoint is away; on with a serverless one, off with a real-time one when absent.',
    ),
  endpoint: choice('serverless', 'real-time').default('serverless').describe('The kind of endpoint.'),
  endpointMemoryMb: oneOf(1024, 2048, 3072, 4096, 5120, 6144).optional().describe('Serverless: 2048 when absent.'),
  endpointMaxConcurrency: whole(1, 200).optional().describe('Serverless: invocations at once, 5 when absent.'),
  endpointInstanceType: text(/^ml\.[a-z0-9-]+\.[a-z0-9]+$/, 'a SageMaker instance type like ml.m5.large')
    // Graviton has a g behind its generation: c7g, m6gd, r8g; g4dn has it before
    .refine((type) => !/^ml\.[a-z]+\d+[a-z]*g/.test(type), {
      error: 'must be an x86-64 type like ml.m5.large: the image does not run on Graviton',
    })
    .refine((type) => !/^ml\.t3\./.test(type), {
      error: 'must be a type that SageMaker has for endpoints, which t3 is not: take ml.t2.medium or ml.m5.large',
    })
    .optional()
    .describe('Real-time: an x86-64 type, like the image; ml.m5.large when absent.'),
  endpointInstances: whole(1, 100).optional().describe('Real-time: 1 when absent.'),
  endpointMaxInstances: whole(1, 100)
    .optional()
    .describe('Real-time: more than endpointInstances switches autoscaling on.'),
  canaryPercent: whole(1, 50)
    .optional()
    .describe('Real-time: percent of the capacity that tries a new model before the rest gets it.'),
  endpointSubnetIds: list(
    text(/^subnet-(?:[0-9a-f]{8}|[0-9a-f]{17})$/, 'a subnet id like subnet-0123456789abcdef0'),
    'a subnet id like subnet-0123456789abcdef0',
  )
    .min(1, { error: 'must not be empty' })
    .optional()
    .describe('Real-time: the container runs in these subnets, which must reach S3 and ECR.'),
  endpointSecurityGroupIds: list(
    text(/^sg-(?:[0-9a-f]{8}|[0-9a-f]{17})$/, 'a security group id like sg-0123456789abcdef0'),
    'a security group id like sg-0123456789abcdef0',
  )
    .min(1, { error: 'must not be empty' })
    .optional()
    .describe('Real-time: of the container in endpointSubnetIds.'),
  dataCapturePercent: whole(1, 100)
    .optional()
    .describe('Real-time: percent of requests and answers that is kept in the quarantine bucket, under captured/.'),
});

export type Settings = z.output<typeof settingsSchema>;

export type SettingName = keyof Settings;

/** In the order of the documentation. */
export const SETTING_NAMES = Object.keys(settingsSchema.shape) as SettingName[];
