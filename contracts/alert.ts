import type { LaneName } from './lanes.ts';
import type { Features } from './observation.ts';
import { toPlainText } from './plain-text.ts';
import type { Contribution, Severity, StreamPart } from './verdict.ts';

/**
 * One message to people. This is the JSON that machines receive (`MessageStructure: json` carries it to queues,
 * functions and https; e-mail gets the words of the room `messages/`). Its schema is `alert-schema.ts`.
 */
export type Alert = IncidentAlert | NoDataAlert | StormAlert | ActAlert | DataQualityAlert | ModelAlert;

/** What helps whoever reads it, whatever it is about. */
export interface AlertHelp {
  /** Of the rule that let it pass. */
  readonly advice?: { readonly text: string; readonly link?: string };
  /** Where to look, put there when it is published. */
  readonly links?: AlertLinks;
}

/** Addresses, https. */
export interface AlertLinks {
  readonly dashboard?: string;
  /** What the log says of it: a query of Logs Insights. */
  readonly log?: string;
  /** The installation's own, by its setting. */
  readonly runbook?: string;
}

/** What may be said of an incident; the words for each are in `messages/incident-words.ts`. */
export const INCIDENT_ALERT_KINDS = ['opened', 'worsened', 'changed', 'resumed', 'reminder', 'closed'] as const;

/**
 * An incident opened, got worse, has another character, goes on after a pause, goes on unacknowledged, or closed:
 * `docs/incidents.md`.
 */
export interface IncidentAlert extends AlertHelp {
  readonly version: 1;
  /** The same through every redelivery and repeat, so that a receiver can drop what it has seen. */
  readonly alertId: string;
  readonly kind: (typeof INCIDENT_ALERT_KINDS)[number];
  readonly incidentId: string;
  readonly source: string;
  /** The incident's: the worst so far. */
  readonly severity: Severity;
  /** The same as a number in [0, 1], of its distance, duration and features. */
  readonly grade?: number;
  /** Anomalous observations counted in the incident so far. */
  readonly anomalies: number;
  /** Of the incident's first anomaly, ISO 8601, by the observation's clock. */
  readonly openedAt: string;
  /** The anomaly that made us speak (for `closed` and `reminder`: the last one). */
  readonly anomaly: AlertAnomaly;
  /** Only of `changed`: what led before, `temperature above`. */
  readonly changedFrom?: string;
  /** Only of `changed`: what people have heard of, and is now three times as far from what is expected. */
  readonly further?: string;
  /** The channels that the rule names which admitted it; absent: all. */
  readonly channels?: readonly string[];
  /** A test alert: sent by `npm run test-alert`, not by a strange observation. */
  readonly test?: true;
  /** Told to the next people, because nobody acknowledged it; or to them, too, that it is over. */
  readonly escalated?: true;
  /** Only of `closed`: a person said that it is over, who, and what it was. */
  readonly resolved?: { readonly by: string; readonly resolution: string; readonly why: string };
}

export interface AlertAnomaly {
  /** `shardId:sequenceNumber:index`. */
  readonly identity: string;
  readonly id?: string;
  readonly timestamp: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly features?: Features;
  readonly score: number;
  readonly threshold: number;
  readonly grade: number;
  /** Decades, as in the verdict. */
  readonly surprise?: number;
  /** Which lane leads, and what the source's own past says, as in the verdict. */
  readonly lane?: LaneName;
  readonly stream?: StreamPart;
  /** Features that were missing and took the training median; those among the contributions first. */
  readonly imputed?: readonly string[];
  /** The ten largest at most. */
  readonly contributions: readonly Contribution[];
  /** Only beside contributions that are estimates, as in the verdict. */
  readonly contributionError?: number;
  readonly explanation?: string;
  readonly modelVersion: string;
}

/** Nothing comes of a source that always speaks, of many at once, or at all; or it comes again. */
export interface NoDataAlert extends AlertHelp {
  readonly version: 1;
  readonly alertId: string;
  readonly kind: 'no_data' | 'data_again';
  readonly incidentId: string;
  /** {@link noDataSource} where it is about many. */
  readonly source: string;
  readonly severity: Severity;
  /** When the last observation had come, ISO 8601; of many, before the first of them was missed. */
  readonly since: string;
  /** When it was noticed that nothing comes, or that something does again. */
  readonly noticedAt: string;
  /** Between two observations. */
  readonly usualSeconds?: number;
  /** Where it is about many: how many are silent, of how many that always speak; `of` is absent where nothing comes. */
  readonly silent?: number;
  readonly of?: number;
  /** The channels that the rule names which admitted it; absent: all. */
  readonly channels?: readonly string[];
  /** Told to the next people, as of an incident. */
  readonly escalated?: true;
}

/** Whether an alert is about silence. */
export function isNoData(alert: Alert): alert is NoDataAlert {
  return alert.kind === 'no_data' || alert.kind === 'data_again';
}

/**
 * Names the row of the incident table for the silence of one source, or of many at once. No observation may have such a
 * source.
 */
export function noDataSource(source?: string): string {
  return source === undefined ? 'weir:no-data' : `weir:no-data:${source}`;
}

/**
 * One incident across sources: what opened shortly after others, or was more than people can read, is held back and
 * told in one message, at most once a minute; and when all of it is over.
 */
export interface StormAlert extends AlertHelp {
  readonly version: 1;
  readonly alertId: string;
  readonly kind: 'storm' | 'storm_over';
  readonly incidentId: string;
  /** {@link stormSource}: it is about many. */
  readonly source: string;
  /** Of the worst so far, and more by how many sources it is about. */
  readonly severity: Severity;
  /** When the first of its sources opened, ISO 8601, by the wall clock as all of it. */
  readonly openedAt: string;
  readonly noticedAt: string;
  /** How many sources it is about: members, and those that were told alone before it began. */
  readonly sources: number;
  /** By name, ten at most. */
  readonly toldAlone: readonly string[];
  /** Incidents whose opening was held back, so far, and how many of them are over. */
  readonly members: number;
  readonly ended: number;
  /** How many members have what in common, a feature and its direction: the most frequent five. */
  readonly alike: Readonly<Record<string, number>>;
  /** Alerts that were held back since the message before, ends of incidents among them; since when. */
  readonly heldBack: number;
  readonly since: string;
  /** The same by severity, without the ends. */
  readonly severities: Readonly<Partial<Record<Severity, number>>>;
  /** Of the same, the worst sources, ten at most, critical ones first. */
  readonly worst: readonly StormMember[];
  /** Told to the next people, as of an incident; then the worst are those of all messages so far. */
  readonly escalated?: true;
}

/** An alert that was held back. */
export interface StormMember {
  readonly source: string;
  readonly incidentId: string;
  readonly severity: Severity;
  /** Of the alert: any but the end of something. */
  readonly kind: (IncidentAlert | NoDataAlert)['kind'];
  readonly why?: string;
}

/** Names the row of the incident table for what is held back. No observation may have such a source. */
export function stormSource(): string {
  return 'weir:storm';
}

/** Whether an alert is about many sources at once. */
export function isStorm(alert: Alert): alert is StormAlert {
  return alert.kind === 'storm' || alert.kind === 'storm_over';
}

/**
 * A person looks into an incident that people were told of, or said that it is over where no other alert says so:
 * of a silence. Nothing else that a person does is told alone.
 */
export interface ActAlert extends AlertHelp {
  readonly version: 1;
  readonly alertId: string;
  readonly kind: 'acknowledged' | 'resolved';
  readonly incidentId: string;
  /** The incident's, as its alerts have it. */
  readonly source: string;
  /** The incident's: the worst so far. */
  readonly severity: Severity;
  readonly about: 'anomalies' | 'silence' | 'storm';
  /** When, ISO 8601, by the clock of who did it; who, as AWS knows them; and why. */
  readonly at: string;
  readonly by: string;
  readonly why: string;
  /** Only of `resolved`: what it was. */
  readonly resolution?: string;
  /** As the incident's alerts have them. */
  readonly channels?: readonly string[];
  /** Told to the next people, who were told that nobody had acknowledged it. */
  readonly escalated?: true;
}

/** Whether an alert is about what a person did. */
export function isAct(alert: Alert): alert is ActAlert {
  return alert.kind === 'acknowledged' || alert.kind === 'resolved';
}

/**
 * Too much of what arrived is not as it should be. Published once, not again before a day without it has passed.
 *
 * | about | reason | more than the settings allow of what arrived |
 * |---|---|---|
 * | `quarantine` | the most frequent code | was quarantined |
 * | `times` | `implausible_timestamp` | has a time that cannot be, and was judged all the same |
 * | `sources` | `unrepeated_sources` | nearly all of it: has a source that nobody named and that never comes again |
 */
export interface DataQualityAlert extends AlertHelp {
  readonly version: 1;
  readonly alertId: string;
  readonly kind: 'data_quality';
  readonly about: 'quarantine' | 'times' | 'sources';
  /** {@link dataQualitySource}: it is about no source in particular. */
  readonly source: string;
  readonly severity: Severity;
  /** Of the last minutes, as one function process saw them. */
  readonly observations: number;
  readonly quarantined: number;
  /** The most frequent reason's code, how often it came, and one of its problems in words. */
  readonly reason: { readonly code: string; readonly count: number; readonly message: string };
  /** One quarantined observation: its identity, and the beginning of its bytes as text. */
  readonly example: { readonly identity: string; readonly data: string };
  /** The channels that the rule names which admitted it; absent: all. */
  readonly channels?: readonly string[];
  /** When the reason is that the model does not know this stream: the names of the example's features. */
  readonly unknownNames?: readonly string[];
  readonly detectedAt: string;
}

/** Names its row in the incident table. No observation may have such a source. */
export function dataQualitySource(about: DataQualityAlert['about']): string {
  return `weir:data-quality-${about}`;
}

/** A model waits for a person, was rolled back, or was taken out because it cannot score. Published once. */
export interface ModelAlert extends AlertHelp {
  readonly version: 1;
  readonly alertId: string;
  readonly kind: 'model';
  readonly about: 'candidate' | 'rolled_back' | 'voided';
  /** {@link MODEL_SOURCE}: it is about no source. */
  readonly source: string;
  readonly severity: Severity;
  /** Version of the model that it is about. */
  readonly model: string;
  /** Version that judges now; absent where none does. */
  readonly beside?: string;
  /** In words, to be read after a colon. */
  readonly why: string;
  readonly detectedAt: string;
}

/** Stands where other alerts have their source. No observation may have such a source. */
export const MODEL_SOURCE = 'weir:model';

/**
 * SNS message attributes, so that subscribers filter without parsing: `{"severity": ["high", "critical"]}`, and
 * `{"escalated": ["true"]}`. SNS refuses a value that is empty or holds what XML cannot.
 */
export function alertAttributes(alert: Alert): Readonly<Record<string, string>> {
  const { severity, source, kind } = alert;
  const attributes = { severity, source: toPlainText(source) || '\ufffd', kind };
  return 'escalated' in alert ? { ...attributes, escalated: 'true' } : attributes;
}
