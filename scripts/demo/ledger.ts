import type { Alert } from '../../contracts/alert.ts';
import { decodeLogLine } from '../../contracts/decode-log-line.ts';
import { type AnomalyLine, LOG_MESSAGES, type VerdictLine } from '../../contracts/log-lines.ts';
import { identityOf } from '../../contracts/observation.ts';
import type { QuarantinedRow } from '../../report/events.ts';
import type { Ranking } from '../../report/ranking.ts';
import { type Confusion, confusion, type Quality, qualityOf } from '../scoring/quality.ts';
import { noSeverities } from '../scoring/severity-counts.ts';

/** What a file says of a row. */
export interface RowFacts {
  readonly source?: string;
  readonly timestampMs?: number;
  readonly label?: boolean;
}

/** What happened to every row, counted over sets of identities: never a counter less another. */
export class RowLedger {
  /** Observations that are on the stream, by identity. */
  readonly #sent = new Map<string, { readonly row: number; readonly answeredMs: number }>();
  /** Those with a verdict, and how strange each is. */
  readonly #done = new Map<string, number>();
  readonly #anomalous = new Set<string>();
  readonly #severities = noSeverities();
  /** And why, in words. */
  readonly #quarantined = new Map<string, string>();
  readonly #givenUp = new Set<string>();
  readonly #incidents = new Set<string>();
  /** By id, what they say. */
  readonly #alerts = new Map<string, Alert['kind']>();
  /** By row. */
  readonly #facts = new Map<number, RowFacts>();
  /** Observations that people were told of, and when a subscriber received it. */
  readonly #told: { readonly identity: string; readonly receivedMs: number }[] = [];
  readonly #ranking: Ranking;
  #rows = 0;
  #firstMs = Number.NaN;
  #lastMs = Number.NaN;

  constructor(ranking: Ranking) {
    this.#ranking = ranking;
  }

  /** What is known of a row before it is sent. */
  know(row: number, facts: RowFacts): void {
    this.#facts.set(row, facts);
  }

  /** How many rows were to be sent. */
  rows(count: number): void {
    this.#rows = count;
  }

  /** The answer of PutRecords that took a row in. */
  sent(row: number, shardId: string, sequenceNumber: string, answeredMs: number): void {
    this.#sent.set(identityOf(shardId, sequenceNumber, 0), { row, answeredMs });
    if (Number.isNaN(this.#firstMs)) this.#firstMs = answeredMs;
  }

  /** A line of the consumer's log. @returns it when it holds the first verdict of an observation */
  logLine(text: string, receivedMs: number): VerdictLine | AnomalyLine | undefined {
    const line = decodeLogLine(text);
    if (line?.message === LOG_MESSAGES.quarantined) {
      this.#quarantined.set(line.identity, line.reason.message ?? line.reason.code);
    }
    if (line?.message !== LOG_MESSAGES.verdict && line?.message !== LOG_MESSAGES.anomaly) return undefined;
    const repeated = this.#done.has(line.identity);
    this.#done.set(line.identity, this.#ranking.of(line.verdict));
    this.#lastMs = receivedMs;
    if (line.message === LOG_MESSAGES.anomaly) {
      this.#anomalous.add(line.identity);
      if (!repeated) this.#severities[line.severity]++;
      if (line.incidentId !== undefined) this.#incidents.add(line.incidentId);
    }
    return repeated ? undefined : line;
  }

  /** A message that a subscriber received. @returns whether it is the first with its id */
  alert(alert: Alert, receivedMs: number): boolean {
    if (this.#alerts.has(alert.alertId)) return false;
    this.#alerts.set(alert.alertId, alert.kind);
    const speaksOfNow = alert.kind === 'opened' || alert.kind === 'worsened';
    if (speaksOfNow) this.#told.push({ identity: alert.anomaly.identity, receivedMs });
    return true;
  }

  givenUp(shardId: string, sequenceNumber: string): void {
    this.#givenUp.add(identityOf(shardId, sequenceNumber, 0));
  }

  /** What is in quarantine, and why, in the order of the file. */
  quarantinedRows(): QuarantinedRow[] {
    return Array.from(this.#quarantined, ([identity, reason]) => ({ row: this.rowOf(identity) ?? 0, reason }))
      .sort((a, b) => a.row - b.row)
      .map(({ row, reason }) => {
        const { source = '', timestampMs = Number.NaN } = this.#facts.get(row) ?? {};
        return { source, atMs: timestampMs, reason };
      });
  }

  /** How many are in quarantine for which reason, the most frequent first. */
  quarantineReasons(): [reason: string, count: number][] {
    const byReason = Map.groupBy(this.#quarantined.values(), (reason) => reason);
    return Array.from(byReason, ([reason, { length }]): [string, number] => [reason, length]).sort(
      (a, b) => b[1] - a[1],
    );
  }

  /** Of the rows that were sent, how many are done or quarantined by now. */
  get settled(): number {
    return this.#done.size + this.#quarantined.size;
  }

  labelOf(identity: string): boolean | undefined {
    const row = this.rowOf(identity);
    return row === undefined ? undefined : this.#facts.get(row)?.label;
  }

  /** The number of the row in its file; undefined where it is none of this run's. */
  rowOf(identity: string): number | undefined {
    return this.#sent.get(identity)?.row;
  }

  /** Of each alert about an observation of this run, milliseconds from the answer of PutRecords to the subscriber. */
  putToAlertMs(): Float64Array {
    const latencies = this.#told.flatMap(({ identity, receivedMs }) => {
      const sent = this.#sent.get(identity);
      return sent ? [receivedMs - sent.answeredMs] : [];
    });
    return Float64Array.from(latencies);
  }

  /** Absent where no verdict has a label to be held against. */
  quality(): Quality | undefined {
    const ranks: number[] = [];
    const labels: number[] = [];
    for (const [identity, rank] of this.#done) {
      const label = this.labelOf(identity);
      if (label === undefined) continue;
      ranks.push(rank);
      labels.push(Number(label));
    }
    return ranks.length === 0 ? undefined : qualityOf(Float64Array.from(ranks), Uint8Array.from(labels));
  }

  /** As the model judged rows with a label; absent where none has one. */
  asJudged(threshold: number): Confusion | undefined {
    const labelled = [...this.#done.keys()].filter((identity) => this.labelOf(identity) !== undefined);
    if (labelled.length === 0) return undefined;
    const flagged = labelled.filter((identity) => this.#anomalous.has(identity));
    const isLabelled = (identity: string) => this.labelOf(identity) === true;
    const anomalies = labelled.filter(isLabelled).length;
    return confusion(threshold, flagged.filter(isLabelled).length, flagged.length, anomalies, labelled.length);
  }

  /** Rows with a verdict in the order of the file, and whether they are anomalous. */
  judgedRows(): { readonly facts: RowFacts; readonly anomalous: boolean }[] {
    return [...this.#done.keys()]
      .map((identity) => ({ row: this.#sent.get(identity)?.row ?? 0, anomalous: this.#anomalous.has(identity) }))
      .sort((a, b) => a.row - b.row)
      .map(({ row, anomalous }) => ({ facts: this.#facts.get(row) ?? {}, anomalous }));
  }

  counts() {
    const seconds = (this.#lastMs - this.#firstMs) / 1000;
    return {
      rows: this.#rows,
      sent: this.#sent.size,
      scored: this.#done.size,
      anomalies: this.#anomalous.size,
      severities: this.#severities,
      incidents: this.#incidents.size,
      alerts: this.#alerts.size,
      alertKinds: countsOf([...this.#alerts.values()]),
      quarantined: this.#quarantined.size,
      givenUp: this.#givenUp.size,
      lost: this.#lost(),
      putToAlertMs: quantiles(this.putToAlertMs()),
      recordsPerSecond: seconds > 0 ? Math.round((this.#sent.size / seconds) * 10) / 10 : null,
    };
  }

  #lost(): number {
    const accounts = [this.#done, this.#quarantined, this.#givenUp];
    let lost = 0;
    for (const identity of this.#sent.keys()) if (!accounts.some((account) => account.has(identity))) lost++;
    return lost;
  }
}

function countsOf<T extends string>(values: readonly T[]): Partial<Record<T, number>> {
  const counts = Map.groupBy(values, (value) => value);
  return Object.fromEntries(Array.from(counts, ([value, { length }]) => [value, length])) as Partial<Record<T, number>>;
}

interface Quantiles {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** Nearest rank: a value that occurred, which as few as possible exceed. Null of nothing. */
function quantiles(values: Float64Array): Quantiles {
  const sorted = values.toSorted();
  const at = (share: number) => (sorted.length === 0 ? null : sorted[Math.ceil(share * sorted.length) - 1]);
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
