import type { Alert } from '../../contracts/alert.ts';
import type { UnavailableLine } from '../../contracts/log-lines.ts';
import type { QuarantinedObservation } from '../../contracts/quarantine.ts';
import type { BatchTally } from './batch-tally.ts';
import type { Entry } from './entry.ts';

/** What is told to logs and metrics while a batch is processed. Never fails. */
export interface Report {
  /** An observation has its verdict and, if anomalous, its decision. */
  done(entry: Entry): void;
  quarantined(observation: QuarantinedObservation): void;
  told(alert: Alert): void;
  /** By the topic: it is kept for a person to look at. */
  refused(alert: Alert): void;
  unavailable(line: UnavailableLine): void;
  /** One call of the endpoint, however it ended. */
  scored(latencyMs: number): void;
  batch(tally: BatchTally): void;
}
