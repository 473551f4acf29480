import { encodeObservation } from '../../contracts/observation.ts';
import { POISONS } from '../../local/faults/poison.ts';
import type { Model } from '../../model/model.ts';
import { aggregateRecord } from './aggregate-record.ts';
import { crowdRecord } from './crowd-record.ts';
import { hostileMakers } from './hostile-records.ts';
import type { PlannedAnomaly, PlannedObservation, PlannedRecord } from './planned-record.ts';
import { POISON_FORMS, poisonRecord } from './poison-record.ts';
import { anomalousRow, isStrange, type PlannedRow, usualRows } from './row-pool.ts';
import type { TroubleSchedule } from './trouble-schedule.ts';
import type { Trouble } from './troubles.ts';
import { UNSENDABLE_SOURCE } from './unsendable-alerts.ts';

const SOURCES = 100;
const ANOMALOUS_SHARE = 0.003;
/** Of anomalies, those with which a source is strange for a while: what models see differently then comes together. */
const BURST_SHARE = 0.6;
const BURST_RECORDS = 8;
const HOSTILE_SHARE = 0.02;
/** Of a source's records, those put under another partition key: they come through other shards, and out of order. */
const STRAY_SHARE = 0.1;
const AGGREGATE_SHARE = 0.1;
const MOST_IN_AGGREGATE = 5;
/** An observation is a little older than its record. */
const MAX_DELAY_MS = 200;
/** An incident of the unsendable source is over before its next anomaly: each is an alert. */
const UNSENDABLE_STEP_MS = 11_000;

/** Records that come now and then, however many others do: seconds from one to the next. */
const EVERY_S = { poison: 15, crowds: 60, unsendable: 1 } as const;

export interface RecordPlan {
  readonly models: readonly Model[];
  readonly random: () => number;
  readonly schedule: TroubleSchedule;
  readonly troubles: ReadonlySet<Trouble>;
  readonly recordsPerSecond: number;
  readonly durationMs: number;
  /** Anomalous sources in one record, where there are to be such records. */
  readonly crowdSources: number;
  /** Of the stream's clock. */
  readonly nowMs: () => number;
  /** Hears of each anomaly before it is put. */
  readonly onAnomaly: (planned: PlannedAnomaly) => void;
}

/** Makes records one after the other, each with what it must turn out to be. */
export function planRecords(plan: RecordPlan): () => PlannedRecord {
  const planner = new RecordPlanner(plan);
  return () => planner.next();
}

class RecordPlanner {
  readonly #plan: RecordPlan;
  readonly #usual: readonly PlannedRow[];
  readonly #makers: ReturnType<typeof hostileMakers>;
  readonly #usualOf = new WeakMap<PlannedRow, PlannedObservation>();
  #crowds = 0;
  #unsendable = 0;
  readonly #startMs: number;
  #burst = { source: '', left: 0 };

  constructor(plan: RecordPlan) {
    this.#plan = plan;
    this.#usual = usualRows(plan.models, plan.random);
    this.#makers = hostileMakers(plan.models);
    this.#startMs = plan.nowMs();
  }

  next(): PlannedRecord {
    const { random, troubles } = this.#plan;
    if (this.#isDue('poison')) {
      const row = this.#pick(this.#usual);
      return poisonRecord(this.#anySource(), row, this.#pick(POISONS), this.#pick(POISON_FORMS));
    }
    if (this.#isDue('crowds')) return this.#crowd();
    if (this.#isDue('unsendable')) return this.#unsendableRecord();
    if (troubles.has('hostile') && random() < HOSTILE_SHARE) return this.#hostile();
    if (!troubles.has('aggregates') || random() >= AGGREGATE_SHARE) return this.#plain();
    const others = Array.from({ length: 1 + Math.floor(random() * (MOST_IN_AGGREGATE - 1)) }, () => this.#plain());
    return aggregateRecord([this.#plain(), ...others]);
  }

  #isDue(trouble: keyof typeof EVERY_S): boolean {
    const { troubles, schedule, recordsPerSecond, durationMs } = this.#plan;
    // Twice in a short run, on average.
    const everyS = Math.min(EVERY_S[trouble], durationMs / 2000);
    return troubles.has(trouble) && schedule.isDue(trouble, 1 / (everyS * recordsPerSecond));
  }

  #plain(): PlannedRecord {
    const { random, models } = this.#plan;
    const inBurst = this.#burst.left > 0 && random() < 0.5;
    const source = inBurst ? this.#burst.source : this.#anySource();
    if (inBurst) this.#burst.left--;
    const isAnomalous = inBurst || random() < ANOMALOUS_SHARE;
    if (isAnomalous && !inBurst && random() < BURST_SHARE) this.#burst = { source, left: BURST_RECORDS };
    const row = isAnomalous ? anomalousRow(models, random) : this.#pick(this.#usual);
    const partitionKey = random() < STRAY_SHARE ? `stray-${Math.floor(random() * SOURCES)}` : source;
    return this.#record(partitionKey, source, this.#someTimeMs(), row);
  }

  #hostile(): PlannedRecord {
    const { data, rows } = this.#pick(this.#makers)(this.#pick(this.#usual));
    const observations = rows.map((row) => (row ? this.#usualPlan(row) : QUARANTINED));
    return { partitionKey: this.#anySource(), data, observations };
  }

  #crowd(): PlannedRecord {
    const { models, random, crowdSources, onAnomaly } = this.#plan;
    const rows = Array.from({ length: crowdSources }, () => anomalousRow(models, random));
    const record = crowdRecord(`crowd-${this.#crowds++}`, this.#someTimeMs(), rows);
    for (const planned of record.observations) if (planned.fate === 'anomalous') onAnomaly(planned);
    return record;
  }

  /** Long ago, so that many incidents of the source have room one after the other. */
  #unsendableRecord(): PlannedRecord {
    const { models, random } = this.#plan;
    const timestampMs = this.#startMs - 7 * 86_400_000 + UNSENDABLE_STEP_MS * this.#unsendable++;
    return this.#record(UNSENDABLE_SOURCE, UNSENDABLE_SOURCE, timestampMs, anomalousRow(models, random));
  }

  #record(partitionKey: string, source: string, timestampMs: number, row: PlannedRow): PlannedRecord {
    const { features, verdicts } = row;
    const data = encodeObservation({ source, timestampMs, features });
    if (!isStrange(row)) return { partitionKey, data, observations: [this.#usualPlan(row)] };
    const signature = Object.values(features)[0];
    const planned: PlannedAnomaly = { fate: 'anomalous', verdicts, source, timestampMs, signature };
    this.#plan.onAnomaly(planned);
    return { partitionKey, data, observations: [planned] };
  }

  /** One object for each row, however often it is put: there are a million of them in a long run. */
  #usualPlan(row: PlannedRow): PlannedObservation {
    const known = this.#usualOf.get(row) ?? { fate: 'usual', verdicts: row.verdicts };
    this.#usualOf.set(row, known);
    return known;
  }

  #someTimeMs(): number {
    return Math.floor(this.#plan.nowMs() - this.#plan.random() * MAX_DELAY_MS);
  }

  #anySource(): string {
    return `sensor-${Math.floor(this.#plan.random() * SOURCES)}`;
  }

  #pick<T>(values: readonly T[]): T {
    return values[Math.floor(this.#plan.random() * values.length)];
  }
}

const QUARANTINED = { fate: 'quarantined' } as const;
