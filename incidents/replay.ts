import { type IncidentAlert, isStorm, type StormAlert } from '../contracts/alert.ts';
import type { AnomalyDecision } from '../contracts/log-lines.ts';
import type { Observation } from '../contracts/observation.ts';
import { compareSeverity, type Severity, type Verdict } from '../contracts/verdict.ts';
import { type Anomaly, identityOfAnomaly } from './anomaly.ts';
import { countAnomalies, type IncidentRules } from './count-anomalies.ts';
import { dueMsOf } from './due-time.ts';
import { type IncidentItem, newItem } from './incident-item.ts';
import { sweepItem } from './sweep-item.ts';
import { sweepMs, VirtualTelling } from './virtual-telling.ts';

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
  /** The cap, and with it that alike openings are told together. @default every alert is told alone */
  readonly messagesPerMinute?: number | undefined;
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
  /** About it alone; of one that is told with others none. */
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
  readonly kind: IncidentAlert['kind'] | StormAlert['kind'];
  readonly severity: Severity;
  /**
   * When: by the clock of the observation that made us speak; of an end, of the last one; of a storm, by the wall
   * clock.
   */
  readonly atMs: number;
  /** Of the observation that made us speak; absent of an end, and where nothing is known. */
  readonly label?: boolean;
  /** Only of a storm: what it tells together. */
  readonly together?: readonly ToldMessage[];
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
 * Runs the rules of incidents and of storms over verdicts, as if each had come when its arrival says: the very rules
 * that the functions run, with nobody who acknowledges anything. After the end nothing comes any more. Verdicts of one
 * source come in order; sources may come one after the other.
 */
export class IncidentReplay {
  readonly #rules: ReplayRules;
  /** One item for each source that had an anomaly. */
  readonly #items = new Map<string, IncidentItem>();
  readonly #incidents = new Map<string, ReplayedIncident>();
  readonly #alerts: { readonly alert: IncidentAlert; readonly atMs: number; readonly label?: boolean | undefined }[] =
    [];
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

  /** Has time go on until all is over. */
  finish(): Replayed {
    for (const source of this.#items.keys()) this.#sweep(source, Number.POSITIVE_INFINITY);
    const { messages, heard } = this.#told();
    const alone = Map.groupBy(messages, ({ incidentId }) => incidentId);
    return {
      observations: this.#observations,
      anomalous: this.#anomalous,
      days: Math.max(0, this.#lastMs - this.#firstMs) / DAY_MS,
      incidents: [...heard].map((incidentId) => {
        return { ...this.#incidents.get(incidentId)!, messages: alone.get(incidentId)?.length ?? 0 };
      }),
      messages,
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
    this.#sweep(source, arrivalMs);
    const before = this.#items.get(source) ?? newItem(source);
    const { item, decisions, toPublish } = countAnomalies(before, [anomaly], delivery, this.#rules, arrivalMs);
    // What is to be told is told later, and no record comes again.
    if (item) this.#items.set(source, { ...item, pending: {}, checkpoints: {} });
    const [{ decision, rule }] = decisions;
    this.#decide(decision);
    if (decision === 'held' && rule !== undefined) this.#heldBy[rule] = (this.#heldBy[rule] ?? 0) + 1;
    for (const alert of toPublish) this.#alert(alert, arrivalMs, label);
    if (item?.incident) this.#follow(item.incident, label);
  }

  /** Closes what is over by the minute of the sweeper. */
  #sweep(source: string, untilMs: number): void {
    const before = this.#items.get(source);
    const atMs = before && sweepMs(dueMsOf(before, this.#rules) ?? Number.POSITIVE_INFINITY);
    if (before === undefined || atMs === undefined || !Number.isFinite(atMs) || atMs > untilMs) return;
    const { item, toPublish } = sweepItem(before, this.#rules, atMs, false);
    this.#items.set(source, { ...item, pending: {} });
    for (const alert of toPublish) this.#alert(alert as IncidentAlert, atMs);
  }

  #decide(decision: AnomalyDecision): void {
    this.#decisions[decision] = (this.#decisions[decision] ?? 0) + 1;
  }

  #alert(alert: IncidentAlert, atMs: number, label?: boolean): void {
    this.#alerts.push({ alert, atMs, label });
    const { incidentId } = alert;
    if (!this.#incidents.has(incidentId)) this.#incidents.set(incidentId, heardOf(alert, label));
  }

  /** Puts all alerts before people, alone or together, in the order of time. */
  #told(): { readonly messages: readonly ToldMessage[]; readonly heard: ReadonlySet<string> } {
    const messages: ToldMessage[] = [];
    const heard = new Set<string>();
    const labels = new Map(this.#alerts.map(({ alert, label }) => [alert.alertId, label]));
    let together: ToldMessage[] = [];
    const telling = new VirtualTelling(this.#rules, (alert, { is }, atMs) => {
      if (isStorm(alert)) {
        const { incidentId, source, kind, severity } = alert;
        messages.push({ incidentId, source, kind, severity, atMs, together });
        together = [];
      } else if ('anomaly' in alert) {
        heard.add(alert.incidentId);
        (is === 'held' ? together : messages).push(toldMessage(alert, labels.get(alert.alertId)));
      }
    });
    for (const { alert, atMs } of this.#alerts.toSorted((a, b) => a.atMs - b.atMs)) telling.tell(alert, atMs);
    telling.passUntil(Number.POSITIVE_INFINITY);
    return { messages, heard };
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

function heardOf({ incidentId, source, severity, anomaly, anomalies, openedAt }: IncidentAlert, label?: boolean) {
  const [leading] = anomaly.contributions;
  return {
    ...{ incidentId, source, severity, anomalies },
    openedAtMs: Date.parse(openedAt),
    lastAtMs: Date.parse(anomaly.timestamp),
    messages: 0,
    ...(anomaly.explanation !== undefined && { sentence: anomaly.explanation }),
    ...(leading && { feature: leading.feature }),
    ...(leading?.direction && { direction: leading.direction }),
    isLabelled: label === true,
  };
}

function toldMessage({ incidentId, kind, source, severity, anomaly }: IncidentAlert, label?: boolean): ToldMessage {
  const atMs = Date.parse(anomaly.timestamp);
  const known = kind !== 'closed' && label !== undefined;
  return { incidentId, source, kind, severity, atMs, ...(known && { label }) };
}
