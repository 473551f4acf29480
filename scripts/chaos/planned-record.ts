import type { Severity } from '../../contracts/verdict.ts';

/** What an observation must turn out to be, known before it is put: worked out from how it was made and by asking the model in this process. */
export type PlannedObservation = PlannedUsual | PlannedAnomaly | PlannedQuarantine;

export interface PlannedUsual {
  readonly fate: 'usual';
  readonly score: number;
}

export interface PlannedAnomaly {
  readonly fate: 'anomalous';
  readonly score: number;
  readonly severity: Severity;
  readonly source: string;
  /** By the observation's clock, before its arrival. */
  readonly timestampMs: number;
}

export interface PlannedQuarantine {
  readonly fate: 'quarantined';
}

/** A record to put, and what its observations must turn out to be, by their index. */
export interface PlannedRecord {
  readonly partitionKey: string;
  readonly data: Uint8Array;
  readonly observations: readonly PlannedObservation[];
}
