import type { Alert, AlertAnomaly } from '../contracts/alert.ts';
import type { Severity } from '../contracts/verdict.ts';
import type { Advice } from './admission.ts';
import type { Checkpoints } from './checkpoint.ts';
import type { WeakAnomaly } from './evidence.ts';
import type { ManySilent } from './many-silent.ts';
import type { PastIncident } from './past-incidents.ts';
import type { SourceSilence } from './source-silence.ts';
import type { Storm } from './storm.ts';
import type { ToldCharacters } from './told-characters.ts';

/** What is remembered of one source: the one item that makes counting exact and publishing certain. */
export interface IncidentItem {
  readonly source: string;
  /** Goes up by one with every write; a write is refused when it is not based on the newest. */
  readonly version: number;
  readonly incident?: OpenIncident;
  /** Weak anomalies of the last moments, which may open an incident, or tell of an open one that it goes on. */
  readonly evidence?: readonly WeakAnomaly[];
  /** Those that are over, the newest last; absent where none of more than one anomaly is known. */
  readonly past?: readonly PastIncident[];
  /** What was counted of each shard, by the keys of `checkpoint-keys.ts`. */
  readonly checkpoints: Checkpoints;
  /** Alerts that people must hear and that nobody has yet recorded as published, by alert id. */
  readonly pending: Readonly<Record<string, PendingAlert>>;
  /** As read by who counts, and never stored: a person resolved the incident that is open here. */
  readonly isResolved?: true;
  /** Only of data quality: when too much was last seen to be not as it should be, by the wall clock. */
  readonly lastExcessAtMs?: number;
  /** Only of the silence of one source. */
  readonly silence?: SourceSilence;
  /** Only of the silence of many. */
  readonly silences?: ManySilent;
  /** Incidents whose opening was held back and that are not over: what comes of them is told with others, too. */
  readonly heldBack?: readonly string[];
  /** Only of what is held back. */
  readonly storm?: Storm;
}

export interface OpenIncident {
  readonly incidentId: string;
  /** Of the first anomaly, by the observation's clock. */
  readonly openedAtMs: number;
  /** Of the latest anomaly, by the observation's clock: what the silence that ends it runs from. */
  readonly lastAnomalyAtMs: number;
  /** When an anomaly was last counted, by the wall clock: what closing by silence runs from. */
  readonly lastCountedAtMs: number;
  readonly anomalies: number;
  /** The largest grade of an anomaly, and the most features that mattered in one. */
  readonly grade: number;
  readonly features: number;
  /** The worst so far, see `severity.ts`. */
  readonly severity: Severity;
  /** Of its source, as the latest anomaly that knew it had it. */
  readonly usualIntervalMs?: number;
  /** What people have heard. */
  readonly told: Told;
  /**
   * What it has been of late that people have not heard, see `told-characters.ts`: `temperature above`, times in a
   * row.
   */
  readonly change?: { readonly to: string; readonly times: number };
  /** It paused for more than half the silence that ends it, and what came since would not open one yet. */
  readonly isPaused?: boolean;
  /** What the rule says by which it was admitted. */
  readonly advice?: Advice;
  readonly channels?: readonly string[];
  /** The last one counted, for the `closed` alert. */
  readonly lastAnomaly: AlertAnomaly;
}

/** What people have heard of an open incident. */
export interface Told extends ToldCharacters {
  /** Messages so far, its opening among them. */
  readonly messages: number;
  /** Of the anomaly that they heard of last, by the observation's clock. */
  readonly atMs: number;
  /** When they last heard of it, or could have been reminded, by the wall clock. */
  readonly wallMs: number;
}

export interface PendingAlert {
  readonly alert: Alert;
  /** Who last took it on to publish it, and when, by the wall clock. */
  readonly publisher: 'consumer' | 'sweeper';
  readonly sinceMs: number;
}

/** An alert in an item of its own, because the item of its source has no room for it or must not wait for it. */
export interface KeptAlert {
  readonly source: string;
  readonly alert: Alert;
  /** When the sweeper publishes it, milliseconds since the epoch; absent when SNS refused it. */
  readonly dueMs?: number;
  /** Why SNS refused it: nobody publishes it any more, a person must look at it. */
  readonly refusedBecause?: string;
}

/**
 * Something is due: the incident item of a source, one alert that is kept on its own, or the history of an incident.
 */
export type Due =
  | { readonly source: string; readonly alertId?: string; readonly incidentId?: undefined }
  | { readonly incidentId: string };

/** Makes the item of a source of which nothing is stored: version 0, which a write takes to mean that none exists. */
export function newItem(source: string): IncidentItem {
  return { source, version: 0, checkpoints: {}, pending: {} };
}

/** Where items are kept. Every method fails with `Unavailable` when the table cannot be reached or does not answer. */
export interface IncidentStore {
  /** Undefined when nothing is remembered. Sees every write that was answered before it was asked. */
  read(source: string): Promise<IncidentItem | undefined>;
  /**
   * False when somebody else has written since `item.version - 1`: read again. A lost answer may have been a success.
   */
  write(item: IncidentItem): Promise<boolean>;
  /** Records that an alert was published, or is kept on its own. */
  clearPending(source: string, alertId: string): Promise<void>;
  /** Records that the opening of an incident was held back, or its end. Nothing of a source that is not remembered. */
  noteHeldBack(source: string, incidentId: string, isOver: boolean): Promise<void>;
  /** Writes an alert as an item of its own; again, when it is there. */
  keepAlert(alert: KeptAlert): Promise<void>;
  /**
   * Takes a due alert on until `untilMs`, so that no other sweep publishes it. Undefined when it is gone, not due or
   * somebody else's.
   */
  takeOnAlert(source: string, alertId: string, nowMs: number, untilMs: number): Promise<Alert | undefined>;
  /** Records that a kept alert was published. */
  forgetAlert(source: string, alertId: string): Promise<void>;
  /** What is due at `nowMs`, what has been due for the longest first. May be a moment behind. */
  due(nowMs: number): AsyncIterable<Due>;
}
