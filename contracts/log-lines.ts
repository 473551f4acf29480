import type { DataQualityAlert } from './alert.ts';
import type { ObservationFlag } from './decode-record.ts';
import type { Features } from './observation.ts';
import type { Problem } from './result.ts';
import type { Contribution, Severity, Verdict } from './verdict.ts';

/** `message` of the structured log lines that people, saved queries and the demo look for. */
export const LOG_MESSAGES = {
  /** One per batch, {@link BatchLine}. */
  batch: 'batch',
  /** One per anomalous verdict and per test alert, {@link AnomalyLine}. */
  anomaly: 'anomaly',
  /** One per usual verdict, only with `logVerdicts: all`, {@link VerdictLine}. */
  verdict: 'verdict',
  /** One per quarantined observation, {@link QuarantineLine}. */
  quarantined: 'quarantined',
  /** One per alert handed to SNS, {@link AlertLine}. */
  alert: 'alert',
  /** One per alert and channel, and again for each try that failed, `ChannelLine`. */
  channel: 'channel',
  /** One per alert that SNS refused for good, {@link AlertLine}: it is kept in the incident table. */
  alertRefused: 'alert refused',
  /** One per batch in which the model knew none of an observation's names, {@link UnknownNamesLine}. */
  unknownNames: 'the model knows none of these names',
  /** One per name that the model does not know in observations that lack a feature, {@link UnknownNameLine}. */
  unknownName: 'the model does not know this name',
  /** One per alert that is told together with others, {@link HeldBackLine}. */
  heldBack: 'alert held back',
  /** One per attempt that found something unavailable, {@link UnavailableLine}. */
  unavailable: 'unavailable',
  /** One when the function begins to score in the endpoint's place, and one when it ends, {@link FallbackLine}. */
  fallback: 'fallback',
  /** What happened to the state of a shard's sources. */
  sourceState: 'source state',
  /** One per source that fell silent or speaks again, `SilenceLine`. */
  silence: 'silence',
  /** One per message about the data that a rule holds, and each ten minutes again, {@link DataQualityLine}. */
  dataQuality: 'data quality',
  /** One per chunk of verdicts that the delivery stream of the archive did not take whole, `ArchiveLine`. */
  archive: 'archive',
  /** One per process at most, when a collector does not take what is exported to it: {@link TelemetryLine}. */
  telemetry: 'telemetry',
  /** One per canary that came, `CanaryLine`. */
  canary: 'canary',
  /** One per tick of the trainer, `LearningLine`. */
  learning: 'learning',
  /** One per version that the trainer rolled back or took out. */
  rolledBack: 'rolled back',
  /** One per chunk of observations that a shadow scored, too, `ShadowLine`. */
  shadow: 'shadow',
} as const;

export interface BatchLine {
  readonly shardId: string;
  /** Sequence numbers. */
  readonly first: string;
  readonly last: string;
  readonly records: number;
  /** Of these, `done` + `quarantined`; the rest comes again with `retryFrom`. */
  readonly observations: number;
  readonly done: number;
  readonly quarantined: number;
  readonly anomalous: number;
  /**
   * By feature: observations in which it was missing and took the training median, the twenty that are missing most.
   */
  readonly imputed?: Readonly<Record<string, number>>;
  /** Observations whose time cannot be: before 2000, or more than a day after their arrival. */
  readonly implausibleTimes?: number;
  /** Observations that the function scored, because the endpoint was away. */
  readonly scoredByFunction?: number;
  /** Observations that nothing judged: there is no model yet, and sources have no past. */
  readonly learning?: number;
  /** Beside the observations: lines that only change what is known of sources. */
  readonly learned?: number;
  /** The first record not yet done, when the batch ended early; Lambda starts again from there. */
  readonly retryFrom?: string;
}

export interface VerdictLine {
  /** `shardId:sequenceNumber:index`. */
  readonly identity: string;
  readonly source: string;
  readonly id?: string;
  /** The observation's own timestamp, ISO 8601. (`timestamp` is the line's.) */
  readonly observedAt: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Absent with `logFeatures: false`, and the first of them only when there are very many. */
  readonly features?: Features;
  /** The ten largest at most; with `logFeatures: false` without values and explanation. */
  readonly verdict: LoggedVerdict;
  /** What was odd about it and taken all the same. */
  readonly flags?: readonly ObservationFlag[];
}

export type LoggedVerdict = Omit<Verdict, 'contributions'> & { readonly contributions?: readonly LoggedContribution[] };

/** Without what was observed and expected where values are kept out of the log. */
export type LoggedContribution = Pick<Contribution, 'feature' | 'contribution'> & Partial<Contribution>;

export interface AnomalyLine extends VerdictLine {
  readonly severity: Severity;
  readonly incidentId?: string;
  readonly decision: AnomalyDecision;
  readonly alertId?: string;
  /** Of `evidence`: of how many points that open an incident there are how many, `2 of 3`. */
  readonly evidence?: string;
  /** The rule that admitted it, or, of `held`, that holds it, and then why. */
  readonly rule?: string;
  readonly because?: string;
}

/**
 * What became of an anomaly; each is one of these once, and `already_counted` when it comes again.
 *
 * | decision | the anomaly | people |
 * |---|---|---|
 * | `opened` | opened an incident | hear of it |
 * | `worsened` | raised the severity of the open one | hear of it |
 * | `changed` | is one of several in a row that are of another character, or far further off | hear of it |
 * | `resumed` | shows that the incident goes on after a pause | hear of it |
 * | `joined` | is counted in the open incident | |
 * | `evidence` | is too weak to open one by itself, and remembered for a moment | |
 * | `held` | is kept back by a rule | |
 * | `learning` | is of a source of which little is known yet | |
 * | `observed` | is judged only: `alerting: observe` | |
 * | `test` | is a test alert, counted nowhere | hear of it |
 */
export type AnomalyDecision =
  | 'opened'
  | 'worsened'
  | 'changed'
  | 'resumed'
  | 'joined'
  | 'evidence'
  | 'held'
  | 'already_counted'
  | 'observed'
  | 'learning'
  | 'test';

export interface QuarantineLine {
  readonly identity: string;
  readonly partitionKey: string;
  /** Without its message with `logFeatures: false`: a message may quote a value. */
  readonly reason: Omit<Problem<string>, 'message'> & { readonly message?: string };
  /** It failed before, under this identity, and was put on the stream again: no new case. */
  readonly redrivenFrom?: string;
}

export interface AlertLine {
  readonly alertId: string;
  readonly source: string;
  readonly kind: string;
  readonly severity: Severity;
}

/** An alert that nobody is told of alone. */
export interface HeldBackLine extends AlertLine {
  /** The incident across sources whose messages have it. */
  readonly stormId: string;
  readonly because: HeldBackBecause;
}

/**
 * Why an alert is told together with others: `alike`, another source opened within a minute before by the same feature
 * in the same direction; `many`, five other sources did, by whatever; `member`, the opening of its incident was held
 * back; `cap`, as many messages went out in the last minute as may.
 */
export type HeldBackBecause = 'alike' | 'many' | 'member' | 'cap';

export interface UnavailableLine {
  /** `scoring`, `models`, `incidents`, `quarantine`, `alerts`, `stream`, `sourceState`, `samples` or `rules`. */
  readonly port: string;
  /** What it said. */
  readonly reason: string;
  /** How long the function waits before it asks again; absent when it gave the rest of the batch back. */
  readonly waitMs?: number;
}

/** What is exported does not reach its collector. */
export interface TelemetryLine {
  readonly endpoint: string;
  readonly reason: string;
}

export interface FallbackLine {
  /** `began`: the function scores in the endpoint's place; `ended`: the endpoint answers again. */
  readonly decision: 'began' | 'ended';
  /** Since when this process has had no answer of the endpoint, ISO 8601. */
  readonly awaySince: string;
  /** What was wrong with the endpoint last. */
  readonly reason: string;
}

export interface UnknownNamesLine {
  /** Of the batch's first such observation. */
  readonly names: readonly string[];
  /** Such observations in the batch. */
  readonly observations: number;
  /** What the model said, and wanted. */
  readonly reason: string;
}

export interface UnknownNameLine {
  readonly name: string;
  /** The missing feature that it most likely is; absent when none is near. */
  readonly nearest?: string;
  /** What was missing beside it, the first ten. */
  readonly missing: readonly string[];
  /** Such observations in the batch that had it first. */
  readonly observations: number;
}

/** What happened to what is known of a shard's sources. */
export interface SourceStateLine {
  readonly shardId: string;
  /** `lineage`, `dropped`, `read`, `overtaken`, `saved`, `unsaved`, `unreadable` or `threw`. */
  readonly kind: string;
  readonly lineage?: number;
  /** Why a lineage began, or what was wrong. */
  readonly reason?: string;
  readonly records?: number;
}

/** A message about the data that a rule holds: it is told once no rule does, if it is still so. */
export interface DataQualityLine {
  readonly about: DataQualityAlert['about'];
  readonly decision: 'held';
  readonly rule: string;
  readonly because: string;
}
