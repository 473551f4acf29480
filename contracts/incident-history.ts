import type { IncidentAlert, NoDataAlert, StormAlert, StormMember } from './alert.ts';
import type { Severity } from './verdict.ts';

/** How an incident stands: nobody took it on, somebody did, or it is over. */
export const INCIDENT_STATES = ['open', 'acknowledged', 'resolved'] as const;

export type IncidentState = (typeof INCIDENT_STATES)[number];

/** What a person may say that it was: something real, nothing, something that was planned, another incident again. */
export const RESOLUTIONS = ['true', 'false-alarm', 'planned', 'duplicate'] as const;

export type Resolution = (typeof RESOLUTIONS)[number];

/** An alert that is about an incident. */
export type AlertOfIncident = IncidentAlert | NoDataAlert | StormAlert;

/** What a person did with an incident; `labelled`: said what it was, and not that it is over. */
export interface IncidentAct {
  readonly kind: 'acknowledged' | 'resolved' | 'reopened' | 'labelled';
  /** By the clock of who did it, milliseconds since the epoch. */
  readonly atMs: number;
  /** Who, as AWS knows them: an ARN. */
  readonly by: string;
  readonly why: string;
  /** What it was: only of `resolved` and `labelled`. */
  readonly resolution?: Resolution;
  /** It was done with all of that incident across sources. */
  readonly stormId?: string;
}

/** What is known of one incident: of what was told about it, and of what persons did. Times: ms since the epoch. */
export interface IncidentHistory {
  /** Goes up by one with every write; a write is refused when it is not based on the newest. */
  readonly version: number;
  readonly incidentId: string;
  readonly source: string;
  readonly about: 'anomalies' | 'silence' | 'storm';
  /** By the observation's clock, of a silence the last arrival before it, of a storm by the wall clock. */
  readonly openedAtMs: number;
  /** When the first and the last alert were written down here. */
  readonly firstToldAtMs: number;
  readonly lastToldAtMs: number;
  /** Of the last anomaly that was told of, by the observation's clock; of a silence or storm by the wall clock. */
  readonly lastAnomalyAtMs: number;
  /** The worst so far. */
  readonly severity: Severity;
  /** As many as the last alert said; of a silence 0, of a storm how many incidents were held back into it. */
  readonly anomalies: number;
  /** The strangest of the anomalies that were told of; none of a silence or storm. */
  readonly peak?: PeakAnomaly;
  /** Features that led what was told, by name; the first ten. */
  readonly features: readonly string[];
  /** The incident across sources that its opening was held back into: people heard of it as part of that. */
  readonly stormId?: string;
  /** Only of a storm: the worst of its sources that were told of. */
  readonly members?: readonly StormMember[];
  /** The last alert that did not tell its end: of those that counted most. */
  readonly last?: { readonly alertId: string; readonly anomalies: number };
  /** When the alert of its end was written down here, or it was found over. */
  readonly overAtMs?: number;
  /** The last of what persons did that says how it stands. */
  readonly act?: IncidentAct;
  /** `atMs` of the act that people were told of, where they are told of acts. */
  readonly actToldAtMs?: number;
  /** Until then somebody is telling of what a person did. */
  readonly actTakenUntilMs?: number | undefined;
  /** The last `labelled` where nobody resolved or reopened it since: see {@link labelOf}. */
  readonly label?: IncidentAct;
  /** It was over by itself when that was done: a person who reopens it has the last word. */
  readonly isActAfterEnd?: true;
  readonly escalation?: Escalation;
}

/** An anomaly in short. */
export interface PeakAnomaly {
  readonly identity: string;
  readonly timestamp: string;
  readonly grade: number;
  readonly explanation?: string;
}

/** Where telling the next people stands. Times: milliseconds since the epoch. */
export interface Escalation {
  /** When it is due, unless a person does something before. */
  readonly dueMs: number;
  /** When the sweeper decided it, once and for good. */
  readonly decidedAtMs?: number;
  /** When they were told of it, and of its end. */
  readonly toldAtMs?: number;
  readonly endToldAtMs?: number;
  /** Somebody tells it now; from then on somebody else may. */
  readonly takenUntilMs?: number;
}

/** A line of an incident's timeline. */
export type TimelineEntry =
  | {
      readonly what: 'told';
      readonly atMs: number;
      readonly alert: AlertOfIncident;
      readonly refusedBecause?: string;
      /** The incident across sources whose messages have the alert; absent where it is told alone. */
      readonly heldBackInto?: string;
    }
  | { readonly what: 'act'; readonly atMs: number; readonly act: IncidentAct }
  /** Of a storm: the opening of an incident was held back into it. */
  | {
      readonly what: 'joined';
      readonly atMs: number;
      readonly incidentId: string;
      readonly source: string;
      readonly severity: Severity;
    };

/** Who last said what an incident was, by resolving it or beside that; undefined where nobody does. */
export function labelOf({ act, label }: Pick<IncidentHistory, 'act' | 'label'>): IncidentAct | undefined {
  return label ?? (act?.kind === 'resolved' ? act : undefined);
}

/** The last acts of an incident: all that their lines may be missing of. */
export function lastActs({ act, label }: Pick<IncidentHistory, 'act' | 'label'>): IncidentAct[] {
  return [act, label].filter((each) => each !== undefined);
}

/** How an incident stands, from what was told and what persons did. */
export function stateOf({ act, overAtMs, isActAfterEnd }: IncidentHistory): IncidentState {
  if (act?.kind === 'resolved') return 'resolved';
  if (overAtMs !== undefined && !isActAfterEnd) return 'resolved';
  return act?.kind === 'acknowledged' ? 'acknowledged' : 'open';
}
