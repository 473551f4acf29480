import type { Features } from './observation.ts';
import type { Contribution, Severity } from './verdict.ts';

/**
 * One message to people: an incident opened, got worse, or closed. This is the JSON that machines receive
 * (`MessageStructure: json` carries it to queues, functions and https; e-mail gets the words of `alert-text.ts`).
 */
export interface Alert {
  readonly version: 1;
  /** The same through every redelivery and repeat, so that a receiver can drop what it has seen. */
  readonly alertId: string;
  readonly kind: 'opened' | 'worsened' | 'closed';
  readonly incidentId: string;
  readonly source: string;
  readonly severity: Severity;
  /** Anomalous observations counted in the incident so far. */
  readonly anomalies: number;
  /** Of the incident's first anomaly, ISO 8601, by the observation's clock. */
  readonly openedAt: string;
  /** The anomaly that made us speak (for `closed`: the last one). */
  readonly anomaly: {
    /** `shardId:sequenceNumber:index`. */
    readonly identity: string;
    readonly id?: string;
    readonly timestamp: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly features?: Features;
    readonly score: number;
    readonly threshold: number;
    readonly grade: number;
    readonly contributions: readonly Contribution[];
    readonly explanation?: string;
    readonly modelVersion: string;
  };
  /** A drill: sent by `npm run test-alert`, not by a strange observation. */
  readonly test?: true;
}

/** SNS message attributes, so that subscribers filter without parsing: `{"severity": ["high", "critical"]}`. */
export const ALERT_ATTRIBUTES = ['severity', 'source', 'kind'] as const;
