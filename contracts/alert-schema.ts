import * as z from 'zod/mini';
import { type Alert, INCIDENT_ALERT_KINDS } from './alert.ts';
import { ok, type Result } from './result.ts';
import { SEVERITIES } from './verdict.ts';

/** JSON has no infinity: such a number travels as null. */
const number = z.nullable(z.number());
const text = z.string();
const range = z.looseObject({ low: number, high: number, at: z.enum(['hour', 'now']) });

const contribution = z.looseObject({
  feature: text,
  contribution: number,
  observed: number,
  expected: z.optional(number),
  direction: z.optional(z.enum(['above', 'below'])),
  usual: z.optional(range),
});

const anomaly = z.looseObject({
  identity: text,
  id: z.optional(text),
  timestamp: text,
  labels: z.optional(z.record(text, text)),
  features: z.optional(z.union([z.record(text, number), z.array(number)])),
  score: number,
  threshold: number,
  grade: number,
  surprise: z.optional(number),
  lane: z.optional(z.enum(['row', 'stream', 'step'])),
  stream: z.optional(
    z.looseObject({ surprise: number, step: number, observations: number, learning: z.optional(z.literal(true)) }),
  ),
  imputed: z.optional(z.array(text)),
  contributions: z.array(contribution),
  contributionError: z.optional(number),
  explanation: z.optional(text),
  modelVersion: text,
});

/** What every alert has. */
const common = {
  version: z.literal(1),
  alertId: text,
  source: text,
  severity: z.enum(SEVERITIES),
  advice: z.optional(z.looseObject({ text, link: z.optional(text) })),
  links: z.optional(z.looseObject({ dashboard: z.optional(text), log: z.optional(text), runbook: z.optional(text) })),
};

const incident = z.looseObject({
  ...common,
  kind: z.enum(INCIDENT_ALERT_KINDS),
  incidentId: text,
  grade: z.optional(number),
  anomalies: number,
  openedAt: text,
  anomaly,
  changedFrom: z.optional(text),
  further: z.optional(text),
  channels: z.optional(z.array(text)),
  test: z.optional(z.literal(true)),
  escalated: z.optional(z.literal(true)),
  resolved: z.optional(z.looseObject({ by: text, resolution: text, why: text })),
});

const noData = z.looseObject({
  ...common,
  kind: z.enum(['no_data', 'data_again']),
  incidentId: text,
  since: text,
  noticedAt: text,
  usualSeconds: z.optional(number),
  silent: z.optional(number),
  of: z.optional(number),
  channels: z.optional(z.array(text)),
  escalated: z.optional(z.literal(true)),
});

const storm = z.looseObject({
  ...common,
  kind: z.enum(['storm', 'storm_over']),
  incidentId: text,
  openedAt: text,
  noticedAt: text,
  sources: number,
  toldAlone: z.array(text),
  members: number,
  ended: number,
  alike: z.record(text, number),
  heldBack: number,
  since: text,
  severities: z.partialRecord(z.enum(SEVERITIES), number),
  worst: z.array(
    z.looseObject({
      source: text,
      incidentId: text,
      severity: z.enum(SEVERITIES),
      kind: z.enum([...INCIDENT_ALERT_KINDS, 'no_data', 'data_again']),
      why: z.optional(text),
    }),
  ),
  escalated: z.optional(z.literal(true)),
});

const act = z.looseObject({
  ...common,
  kind: z.enum(['acknowledged', 'resolved']),
  incidentId: text,
  about: z.enum(['anomalies', 'silence', 'storm']),
  at: text,
  by: text,
  why: text,
  resolution: z.optional(text),
  channels: z.optional(z.array(text)),
  escalated: z.optional(z.literal(true)),
});

const dataQuality = z.looseObject({
  ...common,
  kind: z.literal('data_quality'),
  about: z.enum(['quarantine', 'times', 'sources']),
  observations: number,
  quarantined: number,
  reason: z.looseObject({ code: text, count: number, message: text }),
  example: z.looseObject({ identity: text, data: text }),
  channels: z.optional(z.array(text)),
  unknownNames: z.optional(z.array(text)),
  detectedAt: text,
});

const model = z.looseObject({
  ...common,
  kind: z.literal('model'),
  about: z.enum(['candidate', 'rolled_back', 'voided']),
  model: text,
  beside: z.optional(text),
  why: text,
  detectedAt: text,
});

/** The schema of an alert as it leaves the installation. Fields may be added: what it does not name may stand there. */
export const alertSchema = z.discriminatedUnion('kind', [incident, noData, storm, act, dataQuality, model]);

/** Reads an alert from a queue. Its problem names the first thing that is not as the schema has it. */
export function decodeAlert(json: string): Result<Alert, 'not_an_alert'> {
  const refused = (path: string, message: string) =>
    ({ ok: false, problem: { code: 'not_an_alert', path, message } }) as const;
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return refused('', 'must be the JSON of an alert');
  }
  const parsed = z.safeParse(alertSchema, value);
  if (parsed.success) return ok(value as Alert);
  const { path, message } = parsed.error.issues[0];
  const where = path.join('.');
  return refused(where, `${where || 'the alert'}: ${message}`);
}

/** The JSON Schema of an alert, for whoever receives one. */
export function alertJsonSchema(): object {
  const { $schema, ...rest } = z.toJSONSchema(alertSchema, { target: 'draft-7', io: 'input' });
  return { $schema, title: 'Alert of Weir', ...rest };
}
