import type { Verdict } from '../../contracts/verdict.ts';
import { identityOfAnomaly } from '../../incidents/anomaly.ts';
import { countAnomalies, type Delivery, type IncidentRules } from '../../incidents/count-anomalies.ts';
import { type IncidentItem, newItem } from '../../incidents/incident-item.ts';

/** What people would have been told of rows on the stream. */
export interface PreviewedIncidents {
  readonly incidents: number;
  /** Of those, how many have no row that is labelled as an anomaly. */
  readonly withoutLabel: number;
  /** Whatever they say: opened, got worse, changed, goes on, closed. */
  readonly alerts: number;
}

/** A row and its verdict, as far as incidents go by them. */
export interface PreviewedRow {
  readonly index: number;
  readonly source: string;
  readonly timestampMs: number;
  readonly label?: boolean;
  readonly verdict: Verdict;
  /** Of its source; undefined where it is unknown. */
  readonly usualIntervalMs?: number | undefined;
}

const SHARD = 'preview';
const DAY_MS = 86_400_000;

/**
 * Runs the rules of incidents over rows of a file, as if each had come when its time says: the very rules that the
 * functions run. An incident whose source falls silent is over, at the end of the file, too.
 */
export class IncidentPreview {
  readonly #rules: IncidentRules;
  /** One item for each source that had an anomaly. */
  readonly #items = new Map<string, IncidentItem>();
  /** By incident, whether a labelled row is in it. */
  readonly #labelled = new Map<string, boolean>();
  #alerts = 0;
  #firstMs = Number.POSITIVE_INFINITY;
  #lastMs = Number.NEGATIVE_INFINITY;

  constructor(rules: IncidentRules) {
    this.#rules = rules;
  }

  /** In the order of the file. */
  add(row: PreviewedRow): void {
    this.#firstMs = Math.min(this.#firstMs, row.timestampMs);
    this.#lastMs = Math.max(this.#lastMs, row.timestampMs);
    if (isTold(row.verdict)) this.#count(row);
  }

  /** Days from the first time to the last; 0 where there is but one. */
  get days(): number {
    return Math.max(0, this.#lastMs - this.#firstMs) / DAY_MS;
  }

  finish(): PreviewedIncidents {
    const open = [...this.#items.values()].filter(({ incident }) => incident !== undefined).length;
    const withoutLabel = [...this.#labelled.values()].filter((isLabelled) => !isLabelled).length;
    return { incidents: this.#labelled.size, withoutLabel, alerts: this.#alerts + open };
  }

  #count({ index, source, timestampMs, label, verdict, usualIntervalMs }: PreviewedRow): void {
    const anomaly = {
      shardId: SHARD,
      partitionKey: source,
      sequenceNumber: String(index + 1),
      index: 0,
      arrivalMs: timestampMs,
      observation: { source, timestampMs, features: {} },
      verdict,
      usualIntervalMs,
    };
    const delivery: Delivery = {
      from: anomaly.sequenceNumber,
      keysOf: () => ({ own: identityOfAnomaly(anomaly), other: '' }),
      isUnrepeated: () => false,
    };
    const before = this.#items.get(source) ?? newItem(source);
    const { item, decisions, toPublish } = countAnomalies(before, [anomaly], delivery, this.#rules, timestampMs);
    this.#alerts += toPublish.length;
    // all is published at once, and no row comes again
    if (item) this.#items.set(source, { ...item, pending: {}, checkpoints: {} });
    const id = decisions[0].incidentId;
    if (id !== undefined) this.#labelled.set(id, label === true || this.#labelled.get(id) === true);
  }
}

/** Nobody hears of what is strange by the past alone of a source of which little is known yet. */
function isTold({ anomalous, lane = 'row', stream }: Verdict): boolean {
  return anomalous && (lane === 'row' || !stream?.learning);
}
