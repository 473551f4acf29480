import type { Alert, AlertAnomaly } from '../../contracts/alert.ts';
import type { Severity } from '../../contracts/verdict.ts';

/** What is remembered of one source: the one item that makes counting exact and telling certain. */
export interface IncidentItem {
  readonly source: string;
  /** Goes up by one with every write; a write is refused when it is not based on the newest. */
  readonly version: number;
  readonly incident?: OpenIncident;
  /** Per shard, the last anomaly that was counted. Whatever is not beyond it was counted before. */
  readonly marks: Readonly<Record<string, Mark>>;
  /** Alerts that people must hear and that nobody has yet recorded as told, by alert id. */
  readonly pending: Readonly<Record<string, PendingAlert>>;
  /** Only of {@link DATA_QUALITY_SOURCE}: when too much was last seen to be quarantined, by the wall clock. */
  readonly lastExcessAtMs?: number;
}

export interface OpenIncident {
  readonly incidentId: string;
  /** Of the first anomaly, by the observation's clock. */
  readonly openedAtMs: number;
  /** Of the latest anomaly, by the observation's clock: what the cooldown runs from. */
  readonly lastAnomalyAtMs: number;
  /** When an anomaly was last counted, by the wall clock: what closing by silence runs from. */
  readonly lastCountedAtMs: number;
  readonly anomalies: number;
  /** The worst so far. */
  readonly severity: Severity;
  /** The last one counted, for the `closed` alert. */
  readonly lastAnomaly: AlertAnomaly;
}

export interface Mark {
  readonly sequenceNumber: string;
  readonly index: number;
  /** When it was set, by the wall clock. */
  readonly atMs: number;
}

export interface PendingAlert {
  readonly alert: Alert;
  /** Who last took it on to tell it, and when, by the wall clock. */
  readonly teller: 'consumer' | 'sweeper';
  readonly sinceMs: number;
}

export function newItem(source: string): IncidentItem {
  return { source, version: 0, marks: {}, pending: {} };
}

/** Where items are kept. Every method fails with `Unavailable` when the table cannot be reached or does not answer. */
export interface IncidentTable {
  /** Undefined when nothing is remembered. Sees every write that was answered before it was asked. */
  read(source: string): Promise<IncidentItem | undefined>;
  /** False when somebody else has written since `item.version - 1`: read again. A lost answer may have been a success. */
  write(item: IncidentItem): Promise<boolean>;
  /** Records that an alert was told. */
  clearPending(source: string, alertId: string): Promise<void>;
  /** Every item, for the sweeper. May be a moment behind. */
  scan(): AsyncIterable<IncidentItem>;
}
