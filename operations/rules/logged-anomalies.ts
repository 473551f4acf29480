import { decodeLogLine } from '../../contracts/decode-log-line.ts';
import { LOG_MESSAGES } from '../../contracts/log-lines.ts';
import type { Contribution, Severity } from '../../contracts/verdict.ts';
import type { Anomaly } from '../../incidents/anomaly.ts';

/** An anomaly that was decided, as far as rules look at it. */
export interface LoggedAnomaly {
  readonly anomaly: Anomaly;
  readonly severity: Severity;
}

/** The anomaly of a line of the consumer's log; undefined of other lines. */
export function loggedAnomaly(line: string): LoggedAnomaly | undefined {
  const decoded = decodeLogLine(line.trim());
  if (decoded?.message !== LOG_MESSAGES.anomaly) return undefined;
  const { identity, source, observedAt, features = {}, verdict, severity } = decoded;
  const [shardId = '', sequenceNumber = '', index = '0'] = identity.split(':');
  const timestampMs = Date.parse(observedAt);
  const { contributions = [], ...rest } = verdict;
  // Where values are kept out of the log, nothing is known of distances.
  const known = contributions.map((each): Contribution => ({ observed: Number.NaN, ...each }));
  const observation = { source, timestampMs, features };
  const place = { shardId, sequenceNumber, index: Number(index), partitionKey: source, arrivalMs: timestampMs };
  return { anomaly: { ...place, observation, verdict: { ...rest, contributions: known } }, severity };
}

/** One that somebody thinks of. */
export interface ThoughtOf {
  readonly source: string;
  readonly atMs: number;
  readonly severity: Severity;
  readonly feature: string;
  readonly observed?: number;
  readonly expected?: number;
  /** In how many usual observations one is as strange. */
  readonly onceIn?: number;
}

/** Makes the anomaly that somebody thinks of: one feature drives it. */
export function anomalyThoughtOf(given: ThoughtOf): LoggedAnomaly {
  const { source, atMs, severity, feature, observed = Number.NaN, expected, onceIn } = given;
  const direction = expected !== undefined && observed < expected ? 'below' : 'above';
  const contribution: Contribution = {
    feature,
    contribution: 1,
    observed,
    ...(expected !== undefined && { expected, direction }),
  };
  const anomaly = {
    ...{ shardId: '', sequenceNumber: '', index: 0, partitionKey: source, arrivalMs: atMs },
    observation: { source, timestampMs: atMs, features: {} },
    verdict: {
      ...{ score: 0, threshold: 0, anomalous: true, grade: 0, modelVersion: '', contributions: [contribution] },
      ...(onceIn !== undefined && { surprise: Math.log10(onceIn) }),
    },
  };
  return { anomaly, severity };
}
