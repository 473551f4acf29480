import type { Severity } from '../../contracts/verdict.ts';
import type { PlainAnomaly } from './plain-story.ts';

/**
 * What an observation must turn out to be, known before it is put: worked out from how it was made and by asking the
 * models in this process.
 */
export type PlannedObservation = PlannedUsual | PlannedAnomaly | PlannedQuarantine | PlannedPoison;

/** What one version of the model says. */
export interface PlannedVerdict {
  readonly score: number;
  readonly anomalous: boolean;
  readonly severity: Severity;
  readonly grade: number;
  /** Of an anomaly, what it is like: `temperature above`, each that matters, the leading one first. */
  readonly characters?: PlainAnomaly['characters'];
  /** What is known of its source, as a text to compare: decades of both lanes and the observations known. */
  readonly past?: string;
  /** The source's past leads, and is too young for anybody to be told. */
  readonly isLearning?: true;
  /** It is so near to what was expected that the rule about trifles holds it: no incident takes it. */
  readonly isTrifle?: true;
}

/** By the version of the model. */
export type PlannedVerdicts = ReadonlyMap<string, PlannedVerdict>;

/** Usual to every version. */
export interface PlannedUsual {
  readonly fate: 'usual';
  readonly verdicts: PlannedVerdicts;
}

/** Anomalous to at least one version of the model. */
export interface PlannedAnomaly {
  readonly fate: 'anomalous';
  readonly verdicts: PlannedVerdicts;
  readonly source: string;
  /** By the observation's clock, before its arrival. */
  readonly timestampMs: number;
  /** What is usual between two observations of its source; absent where that is unknown, or sources have no past. */
  readonly usualIntervalMs?: number | undefined;
  /** By it, it is known in what is sent to the endpoint. */
  readonly signature: string;
}

export interface PlannedQuarantine {
  readonly fate: 'quarantined';
}

/** The process ends whenever it decodes its record: that goes to quarantine undecoded. */
export interface PlannedPoison {
  readonly fate: 'poisoned';
}

/** A record to put, and what its observations must turn out to be, by their index. */
export interface PlannedRecord {
  readonly partitionKey: string;
  readonly data: Uint8Array;
  readonly observations: readonly PlannedObservation[];
}
