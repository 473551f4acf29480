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
  /** What is usual between two observations of its source, milliseconds; absent where that is unknown. */
  readonly usualIntervalMs?: number | undefined;
}

/** When it was: by its own clock, but one that runs ahead must not keep an incident open, nor end it. */
export function timeOfAnomaly({ observation, arrivalMs }: Pick<Anomaly, 'observation' | 'arrivalMs'>): number {
  return Math.min(observation.timestampMs, arrivalMs);
}

/** Gives the identity of the anomaly's observation, `shardId:sequenceNumber:index`. */
export function identityOfAnomaly({ shardId, sequenceNumber, index }: Anomaly): string {
  return identityOf(shardId, sequenceNumber, index);
}

/** As an alert carries it. */
export function describeAnomaly(anomaly: Anomaly): AlertAnomaly {
  const { timestampMs, id, labels, features } = anomaly.observation;
  const { contributions = [], contributionError, ...verdict } = briefVerdict(anomaly.verdict);
  const { score, threshold, grade, surprise, lane, stream, imputed, explanation, modelVersion } = verdict;
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
    ...(contributionError !== undefined && { contributionError }),
    ...(explanation !== undefined && { explanation }),
    modelVersion,
  };
}

/** An identity is 90 characters long; people compare these. */
export function incidentIdOf(identity: string): string {
  return createHash('sha256').update(identity).digest('hex').slice(0, 16);
}
