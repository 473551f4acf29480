import { createHash } from 'node:crypto';
import type { AlertAnomaly } from '../contracts/alert.ts';
import { identityOf, type Observation } from '../contracts/observation.ts';
import type { Verdict } from '../contracts/verdict.ts';
import { briefFeatures, briefLabels, briefVerdict } from './brief-observation.ts';

/** An anomalous observation and where on the stream it is. */
export interface Anomaly {
  readonly shardId: string;
  /** The Kinesis record's. */
  readonly partitionKey: string;
  readonly sequenceNumber: string;
  readonly index: number;
  /** When Kinesis took its record. */
  readonly arrivalMs: number;
  readonly observation: Observation;
  readonly verdict: Verdict;
}

/** Gives the identity of the anomaly's observation, `shardId:sequenceNumber:index`. */
export function identityOfAnomaly({ shardId, sequenceNumber, index }: Anomaly): string {
  return identityOf(shardId, sequenceNumber, index);
}

/** As an alert carries it. */
export function describeAnomaly(anomaly: Anomaly): AlertAnomaly {
  const { timestampMs, id, labels, features } = anomaly.observation;
  const verdict = briefVerdict(anomaly.verdict);
  const { score, threshold, grade, surprise, lane, stream, modelVersion } = verdict;
  const { imputed, contributions = [], explanation } = verdict;
  return {
    identity: identityOfAnomaly(anomaly),
    ...(id !== undefined && { id }),
    timestamp: new Date(timestampMs).toISOString(),
    ...(labels && { labels: briefLabels(labels) }),
    features: briefFeatures(features),
    score,
    threshold,
    grade,
    ...(surprise !== undefined && { surprise }),
    ...(lane && { lane }),
    ...(stream && { stream }),
    ...(imputed && { imputed }),
    contributions,
    ...(explanation !== undefined && { explanation }),
    modelVersion,
  };
}

/** An identity is 90 characters long; people compare these. */
export function incidentIdOf(identity: string): string {
  return createHash('sha256').update(identity).digest('hex').slice(0, 16);
}
