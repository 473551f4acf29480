import type { IncidentAlert } from '../contracts/alert.ts';
import type { AnomalyDecision } from '../contracts/log-lines.ts';
import type { Observation } from '../contracts/observation.ts';
import { compareSeverity, type Severity, type Verdict } from '../contracts/verdict.ts';
import { type Anomaly, identityOfAnomaly } from './anomaly.ts';
import { countAnomalies, type IncidentRules } from './count-anomalies.ts';
import { type IncidentItem, newItem } from './incident-item.ts';

/** An observation and its verdict, as far as incidents go by them. */
export interface RecordedVerdict {
  /** Where it was on the stream; absent where it never was on one. */
  readonly place?: Pick<Anomaly, 'shardId' | 'sequenceNumber' | 'index'>;
  readonly observation: Observation;
  /** Milliseconds since the epoch. */
  readonly arrivalMs: number;
  readonly verdict: Verdict;
  /** Whether it is known to be an anomaly. */
  readonly label?: boolean | undefined;
  /** What is usual between two observations of its source, milliseconds. */
  readonly usualIntervalMs?: number | undefined;
  /** Its source was taken for one of those that never come again. */
  readonly isUnrepeated?: boolean;
}

/** How verdicts become messages. */
export interface ReplayRules extends IncidentRules {
  /** Whether people hear of sources of which little is known yet. @default false */
  readonly tellWhileLearning?: boolean;
}

/**
 * An incident that people would have been told of. Times: milliseconds since the epoch, by the observations' clocks.
 */
export interface ReplayedIncident {
  readonly incidentId: string;
  readonly source: string;
  readonly openedAtMs: number;
  readonly lastAtMs: number;
  /** The worst. */
  readonly severity: Severity;
  readonly anomalies: number;
  readonly messages: number;
  /** Why, in the words of its first message; absent where nothing explains it. */
  readonly sentence?: string;
  /** What led then, and on which side of what was expected; absent where nothing explains it. */
  readonly feature?: string;
  readonly direction?: 'above' | 'below';
  /** Whether an observation in it is labelled as an anomaly. */
  readonly isLabelled: boolean;
}

/** A message that people would have got. */
export interface ToldMessage {
  readonly incidentId: string;
  readonly source: string;
  readonly kind: IncidentAlert['kind'];
  readonly severity: Severity;
  /** When: by the clock of the observation that made us speak; of an end, of the last one. */
  readonly atMs: number;
  /** Of the observation that made us speak; absent of an end, and where nothing is known. */
  readonly label?: boolean;
}

/** What became of verdicts. */
export interface Replayed {
  readonly observations: number;
  readonly anomalous: number;
  /** From the first observation to the last; 0 where there is but one. */
  readonly days: number;
  /** In the order in which people heard of them. */
  readonly incidents: readonly ReplayedIncident[];
  readonly messages: readonly ToldMessage[];
  /** How many anomalies were decided how. */
  readonly decisions: Readonly<Partial<Record<AnomalyDecision, number>>>;
  /** How many anomalies each rule held. */
  readonly heldBy: Readonly<Record<string, number>>;
}

const SHARD = 'replay';
const DAY_MS = 86_400_000;

/**
 * Runs the rules of incidents over verdicts, as if each had come when its arrival says: the very rules that the
 * functions run, with nobody who acknowledges anything. What is open at the end is over then.
 */
export class IncidentReplay {
  readonly #rules: ReplayRules;
  /** One item for each source that had an anomaly. */
  readonly #items = new Map<string, IncidentItem>();
  readonly #incidents = new Map<string, ReplayedIncident>();
  readonly #messages: ToldMessage[] = [];
  readonly #decisions: Partial<Record<AnomalyDecision, number>> = {};
  readonly #heldBy: Record<string, number> = {};
  #observations = 0;
  #anomalous = 0;
  #firstMs = Number.POSITIVE_INFINITY;
  #lastMs = Number.NEGATIVE_INFINITY;

  constructor(rules: ReplayRules) {
    this.#rules = rules;
  }

  /** In the order in which they came. */
  add(recorded: RecordedVerdict): void {
    this.addUsual(1, recorded.observation.timestampMs);
    if (!recorded.verdict.anomalous) return;
    this.#anomalous++;
    if (this.#isLearning(recorded.verdict)) this.#decide('learning');
    else this.#take(recorded);
  }

  /** Observations of which nothing is known but that they were usual, and when about they were. */
  addUsual(observations: number, atMs: number): void {
    this.#observations += observations;
    this.#firstMs = Math.min(this.#firstMs, atMs);
    this.#lastMs = Math.max(this.#lastMs, atMs);
  }

  /** Closes what is open. */
  finish(): Replayed {
    for (const { incident, source } of this.#items.values()) {
      const told = incident && this.#incidents.get(incident.incidentId);
      if (told) this.#tell({ ...told, kind: 'closed', atMs: told.lastAtMs, source });
    }
    return {
      observations: this.#observations,
      anomalous: this.#anomalous,
      days: Math.max(0, this.#lastMs - this.#firstMs) / DAY_MS,
      incidents: [...this.#incidents.values()],
      messages: this.#messages,
      decisions: this.#decisions,
      heldBy: this.#heldBy,
    };
  }

  /** Nobody hears of what is strange by the past alone of a source of which little is known yet. */
  #isLearning({ lane = 'row', stream }: Verdict): boolean {
    return lane !== 'row' && stream?.learning === true && !this.#rules.tellWhileLearning;
  }

  #take({ place, label, isUnrepeated = false, ...recorded }: RecordedVerdict): void {
    const { observation, arrivalMs } = recorded;
    const { source } = observation;
    const ownPlace = { shardId: SHARD, sequenceNumber: String(this.#observations), index: 0 };
    const anomaly: Anomaly = { ...recorded, ...(place ?? ownPlace), partitionKey: source };
    const delivery = {
      from: anomaly.sequenceNumber,
      keysOf: () => ({ own: identityOfAnomaly(anomaly), other: '' }),
      isUnrepeated: () => isUnrepeated,
    };
    const before = this.#items.get(source) ?? newItem(source);
    const { item, decisions, toPublish } = countAnomalies(before, [anomaly], delivery, this.#rules, arrivalMs);
    // All is published at once, and no record comes again.
    if (item) this.#items.set(source, { ...item, pending: {}, checkpoints: {} });
    const [{ decision, rule }] = decisions;
    this.#decide(decision);
    if (decision === 'held' && rule !== undefined) this.#heldBy[rule] = (this.#heldBy[rule] ?? 0) + 1;
    for (const alert of toPublish) this.#hear(alert, label);
    if (item?.incident) this.#follow(item.incident, label);
  }

  #decide(decision: AnomalyDecision): void {
    this.#decisions[decision] = (this.#decisions[decision] ?? 0) + 1;
  }

  #hear(alert: IncidentAlert, label: boolean | undefined): void {
    const { incidentId, kind, source, severity, anomaly, anomalies, openedAt } = alert;
    const atMs = Date.parse(anomaly.timestamp);
    const [leading] = anomaly.contributions;
    if (!this.#incidents.has(incidentId)) {
      this.#incidents.set(incidentId, {
        incidentId,
        source,
        openedAtMs: Date.parse(openedAt),
        lastAtMs: atMs,
        severity,
        anomalies,
        messages: 0,
        ...(anomaly.explanation !== undefined && { sentence: anomaly.explanation }),
        ...(leading && { feature: leading.feature }),
        ...(leading?.direction && { direction: leading.direction }),
        isLabelled: label === true,
      });
    }
    const isEnd = kind === 'closed';
    this.#tell({ incidentId, kind, source, severity, atMs, ...(!isEnd && label !== undefined && { label }) });
  }

  #tell({ incidentId, kind, source, severity, atMs, label }: ToldMessage): void {
    this.#messages.push({ incidentId, source, kind, severity, atMs, ...(label !== undefined && { label }) });
    const known = this.#incidents.get(incidentId);
    if (known) this.#incidents.set(incidentId, { ...known, messages: known.messages + 1 });
  }

  /** The open incident goes on. */
  #follow(open: NonNullable<IncidentItem['incident']>, label: boolean | undefined): void {
    const known = this.#incidents.get(open.incidentId);
    if (!known) return;
    this.#incidents.set(open.incidentId, {
      ...known,
      lastAtMs: open.lastAnomalyAtMs,
      anomalies: open.anomalies,
      severity: compareSeverity(open.severity, known.severity) > 0 ? open.severity : known.severity,
      isLabelled: known.isLabelled || label === true,
    });
  }
}
