import type { Features } from './observation.ts';
import type { Problem } from './result.ts';
import type { Severity, Verdict } from './verdict.ts';

/** `message` of the structured log lines that people, saved queries and the demo look for. */
export const LOG_MESSAGES = {
  /** One per batch, {@link BatchLine}. */
  batch: 'batch',
  /** One per anomalous verdict, {@link AnomalyLine}. */
  anomaly: 'anomaly',
  /** One per usual verdict, only with `logVerdicts: all`, {@link VerdictLine}. */
  verdict: 'verdict',
  /** One per quarantined observation, {@link QuarantineLine}. */
  quarantined: 'quarantined',
} as const;

export interface BatchLine {
  readonly shardId: string;
  /** Sequence numbers. */
  readonly first: string;
  readonly last: string;
  readonly records: number;
  readonly observations: number;
  readonly done: number;
  readonly quarantined: number;
  readonly anomalous: number;
  /** The first record not yet done, when the batch ended early; Lambda starts again from there. */
  readonly retryFrom?: string;
}

export interface VerdictLine {
  /** `shardId:sequenceNumber:index`. */
  readonly identity: string;
  readonly source: string;
  readonly id?: string;
  /** ISO 8601. */
  readonly timestamp: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Absent with `logFeatures: false`. */
  readonly features?: Features;
  readonly verdict: Verdict;
}

export interface AnomalyLine extends VerdictLine {
  readonly severity: Severity;
  readonly incidentId?: string;
  /**
   * What was decided about telling people: `opened` and `worsened` are told, `joined` is counted only,
   * `already_counted` is a redelivery, `observed` is `alerting: observe`.
   */
  readonly decision: 'opened' | 'worsened' | 'joined' | 'already_counted' | 'observed';
  readonly alertId?: string;
}

export interface QuarantineLine {
  readonly identity: string;
  readonly partitionKey: string;
  readonly reason: Problem;
}
