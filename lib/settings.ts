import { z } from 'zod';
import { DEFAULT_SEVERITY_BANDS } from '../contracts/verdict.ts';
import { conflicts } from './settings/conflicts.ts';
import { choice, flag, json, list, number, oneOf, text, threeNumbers, whole } from './settings/kinds.ts';

/** Everything that a user may set, as `-c name=value` or under `context` in cdk.json. */
export const settingsSchema = z.strictObject({
  /** Names this installation: its stacks, alarms and dashboard. Several can live in one account. */
  name: text(/^[A-Za-z][A-Za-z0-9-]{0,29}$/, 'a letter, then up to 29 letters, digits or hyphens').default('Weir'),
  /** The model folder that is deployed, as `npm run train` writes it. */
  model: text(/./, 'a folder').default('samples/model'),
  /** What happens to stream, incidents and quarantine when the installation is deleted. */
  onDelete: choice('retain', 'destroy').default('retain'),

  /** Watch this Kinesis stream instead of making one. */
  streamArn: text(
    /^arn:aws[a-z-]*:kinesis:[a-z0-9-]+:\d{12}:stream\/[\w.-]+$/,
    'the ARN of a Kinesis stream, arn:aws:kinesis:REGION:ACCOUNT:stream/NAME',
  ).optional(),
  /** The customer managed key, if any, that encrypts the stream of `streamArn`. */
  streamKeyArn: text(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/, 'the ARN of a KMS key').optional(),
  /** Where reading the stream of `streamArn` starts. Absent: at the first deployment. */
  startAt: z.iso.datetime({ offset: true, error: 'must be a time like 2026-01-31T12:00:00Z' }).optional(),
  /** Capacity of our own stream; provisioned when absent. */
  streamMode: choice('provisioned', 'on-demand').optional(),
  /** Shards of our own provisioned stream, 1 when absent. Each takes 1 MB and 1000 records a second. */
  shards: whole(1, 200).optional(),
  /** How long the stream keeps records; of the stream of `streamArn`, how long it is known to. */
  streamRetentionHours: whole(24, 8760).default(24),
  /** Where the parts of an observation are in somebody else's JSON: dotted paths. */
  mapping: json(
    {
      source: z.string().min(1).optional(),
      timestamp: z.string().min(1).optional(),
      id: z.string().min(1).optional(),
      features: z.record(z.string(), z.string().min(1)).optional(),
    },
    '{"source":"device.id","timestamp":"time","features":{"temperature":"reading.celsius"}}',
  ).default({}),

  /** `observe` judges and logs without telling anyone. */
  alerting: choice('alert', 'observe').default('alert'),
  /** Who gets alerts and alarms by e-mail; several with commas. */
  alertEmail: list(z.email({ error: 'must be an e-mail address' })).default([]),
  /** An incident is over when its source has shown no anomaly for this long. */
  cooldownSeconds: whole(10, 86_400).default(300),
  /** The lowest grades of medium, high and critical. */
  severityBands: threeNumbers()
    .refine(([medium, high, critical]) => 0 < medium && medium < high && high < critical && critical < 1, {
      error: 'must rise between 0 and 1, like 0.25,0.5,0.75',
    })
    .transform(([medium, high, critical]) => ({ medium, high, critical }))
    .default(DEFAULT_SEVERITY_BANDS),
  /** The owner is told when more than this percentage of recent observations was quarantined. */
  quarantineAlertPercent: number(0.1, 100).default(5),

  /** Which verdicts are logged one by one. */
  logVerdicts: choice('anomalies', 'all').default('anomalies'),
  /** Whether feature values may appear in log lines. */
  logFeatures: flag().default(true),
  /** Days; one of those that CloudWatch Logs knows. */
  logRetentionDays: oneOf(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 3653).default(30),

  /** Records that could not be scored for this long are given up, with their payload, to the quarantine bucket. */
  maxRecordAgeHours: number(0.1, 168).default(6),
  /** Batches of one shard in work at once. */
  parallelization: whole(1, 10).default(1),
  /** That producers use the source as partition key, so that `parallelization` keeps a source's records in order. */
  partitionKeyIsSource: flag().default(false),

  endpoint: choice('serverless', 'real-time').default('serverless'),
  /** Serverless: 2048 when absent. */
  endpointMemoryMb: oneOf(1024, 2048, 3072, 4096, 5120, 6144).optional(),
  /** Serverless: invocations at once, 5 when absent. */
  endpointMaxConcurrency: whole(1, 200).optional(),
  /** Real-time: an x86-64 type, like the image; ml.m5.large when absent. */
  endpointInstanceType: text(/^ml\.[a-z0-9-]+\.[a-z0-9]+$/, 'a SageMaker instance type like ml.m5.large')
    // Graviton has a g behind its generation: c7g, m6gd, r8g; g4dn has it before
    .refine((type) => !/^ml\.[a-z]+\d+[a-z]*g/.test(type), {
      error: 'must be an x86-64 type like ml.m5.large: the image does not run on Graviton',
    })
    .refine((type) => !/^ml\.t3\./.test(type), {
      error: 'must be a type that SageMaker has for endpoints, which t3 is not: take ml.t2.medium or ml.m5.large',
    })
    .optional(),
  /** Real-time: 1 when absent. */
  endpointInstances: whole(1, 100).optional(),
  /** Real-time: more than `endpointInstances` switches autoscaling on. */
  endpointMaxInstances: whole(1, 100).optional(),
  /** Real-time: percent of the capacity that tries a new model before the rest gets it. */
  canaryPercent: whole(1, 50).optional(),
  /** Real-time: the container runs in these subnets, which must reach S3 and ECR. */
  endpointSubnetIds: list(
    text(/^subnet-(?:[0-9a-f]{8}|[0-9a-f]{17})$/, 'a subnet id like subnet-0123456789abcdef0'),
  ).optional(),
  /** Real-time: of the container in `endpointSubnetIds`. */
  endpointSecurityGroupIds: list(
    text(/^sg-(?:[0-9a-f]{8}|[0-9a-f]{17})$/, 'a security group id like sg-0123456789abcdef0'),
  ).optional(),
  /** Real-time: percent of requests and answers that is kept in the quarantine bucket, under `captured/`. */
  dataCapturePercent: whole(1, 100).optional(),
});

export type Settings = z.output<typeof settingsSchema>;

/** Wrong settings: every problem in one message for people. */
export class SettingsError extends Error {
  constructor(problems: readonly string[]) {
    super(problems.map((problem) => `setting ${problem}`).join('\n'));
    this.name = 'SettingsError';
  }
}

/**
 * The settings among all CDK context values. Context of the CDK itself (feature flags, lookups) is told apart by its
 * punctuation; a plain word that is no setting is a misspelt one.
 *
 * @throws {SettingsError} listing every problem found
 */
export function readSettings(context: Readonly<Record<string, unknown>>): Settings {
  const ours = Object.fromEntries(Object.entries(context).filter(([name]) => /^[A-Za-z][A-Za-z0-9]*$/.test(name)));
  const parsed = settingsSchema.safeParse(ours);
  if (!parsed.success) throw new SettingsError(parsed.error.issues.flatMap((issue) => describe(issue, ours)));
  const problems = conflicts(parsed.data);
  if (problems.length > 0) throw new SettingsError(problems);
  return parsed.data;
}

function describe(issue: z.core.$ZodIssue, values: Readonly<Record<string, unknown>>): string[] {
  if (issue.code === 'unrecognized_keys' && issue.path.length === 0) return issue.keys.map(unknownName);
  const [name, ...inside] = issue.path;
  const where = inside.length > 0 ? ` (at ${inside.join('.')})` : '';
  return [`${String(name)} ${issue.message}${where}, got ${JSON.stringify(values[String(name)])}`];
}

function unknownName(name: string): string {
  const names = Object.keys(settingsSchema.shape);
  const distance = (known: string) => Math.abs(known.length - name.length);
  const near = names.filter((known) => isNear(known, name)).sort((a, b) => distance(a) - distance(b));
  const alike = names.find((known) => known.toLowerCase() === name.toLowerCase()) ?? near[0];
  return `${name} does not exist${alike ? `, did you mean ${alike}?` : `: there are ${names.join(', ')}`}`;
}

/** One begins with the other, or they share all but a few letters at the same place. */
function isNear(known: string, name: string): boolean {
  const [a, b] = [known.toLowerCase(), name.toLowerCase()];
  if (a.startsWith(b) || b.startsWith(a)) return true;
  const same = [...a].filter((letter, at) => letter === b[at]).length;
  return same >= Math.max(a.length, b.length) - 2;
}
