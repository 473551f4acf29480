import type { AnomalyLine, VerdictLine } from './log-lines.ts';
import type { Features, Observation } from './observation.ts';
import type { Verdict } from './verdict.ts';
import type { Writable } from './writable.ts';

/**
 * The archive of all verdicts: gzipped JSON Lines in a bucket of the data stack, by the day and hour (UTC) in which the
 * delivery stream, or the consumer in its place, took them.
 */
export const ARCHIVE_PREFIX = 'verdicts/';

/** What ends the key of each object. */
export const ARCHIVE_EXTENSION = '.jsonl.gz';

/** The partition of what is archived then. */
export function archivePartition(atMs: number): string {
  const text = new Date(atMs).toISOString();
  return `${ARCHIVE_PREFIX}day=${text.slice(0, 10)}/hour=${text.slice(11, 13)}/`;
}

/** The partition as a delivery stream's prefix has it. */
export const DELIVERY_PREFIX = `${ARCHIVE_PREFIX}day=!{timestamp:yyyy-MM-dd}/hour=!{timestamp:HH}/`;

/** A verdict with what it is about and what became of it. */
export interface ArchivedVerdict {
  /** `shardId:sequenceNumber:index`; what comes again has the same. */
  readonly identity: string;
  /** When Kinesis took the record, milliseconds since the epoch. */
  readonly arrivalMs: number;
  /** Whole, but for values that were none. */
  readonly observation: Omit<Observation, 'unread'>;
  readonly verdict: Verdict;
  readonly flags?: VerdictLine['flags'];
  /** Of an anomaly: what its incident, a rule or learning made of it. */
  readonly decided?: Omit<AnomalyLine, keyof VerdictLine>;
}

/**
 * The columns that every row has, and all others, as Glue names their types. Keys are in lower case because Hive knows
 * no others.
 */
export const ARCHIVE_COLUMNS = {
  identity: 'string',
  source: 'string',
  observed_at: 'string',
  arrived_at: 'string',
  score: 'double',
  threshold: 'double',
  anomalous: 'boolean',
  grade: 'double',
  model_version: 'string',
  id: 'string',
  labels: 'map<string,string>',
  features: 'map<string,double>',
  unnamed_values: 'array<double>',
  flags: 'array<string>',
  surprise: 'double',
  lane: 'string',
  learning: 'boolean',
  scored_by: 'string',
  stream: 'struct<surprise:double,step:double,observations:bigint,learning:boolean,frozen:boolean>',
  imputed: 'array<string>',
  unknown_names: 'array<string>',
  contributions:
    'array<struct<feature:string,contribution:double,observed:double,expected:double,direction:string,usual:struct<low:double,high:double,at:string>>>',
  contribution_error: 'double',
  explanation: 'string',
  severity: 'string',
  decision: 'string',
  incident_id: 'string',
  alert_id: 'string',
  evidence: 'string',
  rule: 'string',
  because: 'string',
} as const;

const ALWAYS = 9;

type Row = Readonly<Partial<Record<keyof typeof ARCHIVE_COLUMNS, unknown>>>;

/** Writes a row: one line of JSON, without its line feed. */
export function encodeArchived({ identity, arrivalMs, observation, verdict, flags, decided }: ArchivedVerdict): string {
  const { source, timestampMs, id, labels, features } = observation;
  const { modelVersion, scoredBy, unknownNames, contributionError, ...said } = verdict;
  const { incidentId, alertId, ...made } = decided ?? ({} as Partial<NonNullable<ArchivedVerdict['decided']>>);
  const row: Row = {
    ...{ identity, source, id },
    observed_at: new Date(timestampMs).toISOString(),
    arrived_at: new Date(arrivalMs).toISOString(),
    labels,
    ...(Array.isArray(features) ? { unnamed_values: features } : { features }),
    flags,
    ...said,
    model_version: modelVersion,
    scored_by: scoredBy,
    unknown_names: unknownNames,
    contribution_error: contributionError,
    ...made,
    incident_id: incidentId,
    alert_id: alertId,
  };
  return JSON.stringify(row);
}

/** Reads a row. @returns undefined of what is none: somebody else wrote there, or the line was cut off */
export function decodeArchived(line: string): ArchivedVerdict | undefined {
  const row = parse(line);
  const columns = Object.keys(ARCHIVE_COLUMNS).slice(0, ALWAYS) as (keyof typeof ARCHIVE_COLUMNS)[];
  if (!row || !columns.every((name) => typeof row[name] === typeOf(ARCHIVE_COLUMNS[name]))) return undefined;
  const { identity, source, id, observed_at, arrived_at, labels, features, unnamed_values, flags, ...rest } = row;
  const { severity, decision, incident_id, alert_id, evidence, rule, because, ...said } = rest;
  const { model_version, scored_by, unknown_names, contribution_error, ...verdict } = said;
  // Nobody but the consumer writes such rows: what they have always is checked, the rest is as it wrote it.
  const one: Writable<ArchivedVerdict> = {
    identity: String(identity),
    arrivalMs: Date.parse(String(arrived_at)),
    observation: present({
      source: String(source),
      timestampMs: Date.parse(String(observed_at)),
      id: id as string | undefined,
      labels: labels as Observation['labels'],
      features: (unnamed_values ?? features ?? {}) as Features,
    }),
    verdict: present({
      ...verdict,
      modelVersion: model_version,
      scoredBy: scored_by,
      unknownNames: unknown_names,
      contributionError: contribution_error,
    }) as unknown as Verdict,
  };
  if (flags) one.flags = flags as VerdictLine['flags'];
  const decided = { severity, decision, incidentId: incident_id, alertId: alert_id, evidence, rule, because };
  if (decision !== undefined) one.decided = present(decided) as unknown as ArchivedVerdict['decided'];
  return one;
}

function typeOf(column: string): string {
  return column === 'double' ? 'number' : column;
}

function present<T extends object>(object: T): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}

function parse(line: string): Row | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Of the consumer's log: rows that the delivery stream of the archive did not take. */
export interface ArchiveLine {
  readonly rows: number;
  /** Identities between which they lie. */
  readonly first: string;
  readonly last: string;
  /** Whether the bucket took them in its place; else they are in no archive. */
  readonly kept: boolean;
  readonly reason: string;
}
