import { gzipSync } from 'node:zlib';
import { encodeObservation } from '../../contracts/observation.ts';
import { POISONS, type Poison, poisonMark } from '../../local/faults/poison.ts';
import type { Model } from '../../model/model.ts';
import { aggregate } from '../fuzz/kpl-aggregate.ts';
import { signatureOf } from './expected-verdicts.ts';
import { hostileMakers } from './hostile-records.ts';
import type { PlannedAnomaly, PlannedObservation, PlannedRecord } from './planned-record.ts';
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
  /** Whether a record may end those who decode it now: one that is given up teaches nothing that can be foreseen. */
  readonly mayPoison: () => boolean;
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
    if (this.#isDue('poison') && this.#plan.mayPoison()) {
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
    const { models, random, crowdSources } = this.#plan;
    const rows = Array.from({ length: crowdSources }, () => anomalousRow(models, random));
    return crowdRecord(`crowd-${this.#crowds++}`, this.#someTimeMs(), rows);
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
    const signature = signatureOf(Object.values(features)[0]);
    const planned: PlannedAnomaly = { fate: 'anomalous', verdicts, source, timestampMs, signature };
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

/**
 * One record with an anomaly of each of very many sources, a line each: counting them takes longer than one invocation
 * has.
 * @param name of the record; its sources are `NAME-0`, `NAME-1`, ...
 */
function crowdRecord(name: string, timestampMs: number, rows: readonly PlannedRow[]): PlannedRecord {
  const sources = rows.map((row, i) => ({ ...row, source: `${name}-${i}` }));
  const lines = sources.map(({ source, features }) =>
    Buffer.from(encodeObservation({ source, timestampMs, features })).toString(),
  );
  const observations = sources.map(({ source, features, verdicts }): PlannedAnomaly => {
    return { fate: 'anomalous', verdicts, source, timestampMs, signature: signatureOf(Object.values(features)[0]) };
  });
  return { partitionKey: name, data: gzipSync(lines.join('\n')), observations };
}

/**
 * Several records in one, as the Kinesis Producer Library puts them: under the first one's key, whatever their sources.
 */
function aggregateRecord(records: readonly [PlannedRecord, ...PlannedRecord[]]): PlannedRecord {
  return {
    partitionKey: records[0].partitionKey,
    data: aggregate(records),
    observations: records.flatMap(({ observations }) => observations),
  };
}

/** How the poison comes: alone, packed, or among observations that could be scored but for it. */
const POISON_FORMS = ['alone', 'packed', 'among others'] as const;

/**
 * A record that ends whatever process decodes it (`local/faults/poison-decoder.ts`): it goes to quarantine as it came.
 */
function poisonRecord(
  partitionKey: string,
  row: PlannedRow,
  poison: Poison,
  form: (typeof POISON_FORMS)[number],
): PlannedRecord {
  const { features } = row;
  const poisoned = { features, labels: { note: poisonMark(poison) } };
  const text = JSON.stringify(form === 'among others' ? [{ features }, poisoned, { features }] : poisoned);
  const data = form === 'packed' ? gzipSync(text) : Buffer.from(text);
  return { partitionKey, data, observations: [{ fate: 'poisoned' }] };
}
