import { encodeObservation } from '../../contracts/observation.ts';
import type { Model } from '../../model/model.ts';
import { hostileMakers } from './hostile-records.ts';
import type { PlannedObservation, PlannedRecord } from './planned-record.ts';
import { type JudgedRow, rowPool } from './row-pool.ts';

const SOURCES = 100;
const ANOMALOUS_SHARE = 0.01;
const HOSTILE_SHARE = 0.02;
/** Of a source's records, those put under another partition key: they come through other shards, and out of order. */
const STRAY_SHARE = 0.1;
/** An observation is a little older than its record. */
const MAX_DELAY_MS = 200;

/** Makes records one after the other, each with what it must turn out to be. @param nowMs of the stream's clock */
export function planRecords(model: Model, random: () => number, nowMs: () => number): () => PlannedRecord {
  const pool = rowPool(model, random);
  const makers = hostileMakers(model);
  const pick = <T>(values: readonly T[]) => values[Math.floor(random() * values.length)]!;

  return () => {
    const source = `sensor-${Math.floor(random() * SOURCES)}`;
    const partitionKey = random() < STRAY_SHARE ? `stray-${Math.floor(random() * SOURCES)}` : source;
    if (random() < HOSTILE_SHARE) {
      const { data, rows } = pick(makers)(pick(pool.usual));
      return { partitionKey, data, observations: rows.map((row) => (row ? usual(row) : QUARANTINED)) };
    }
    const row = pick(random() < ANOMALOUS_SHARE ? pool.anomalous : pool.usual);
    const timestampMs = Math.floor(nowMs() - random() * MAX_DELAY_MS);
    const data = encodeObservation({ source, timestampMs, features: row.features });
    const { score, severity } = row;
    const planned: PlannedObservation = row.anomalous
      ? { fate: 'anomalous', score, severity, source, timestampMs }
      : usual(row);
    return { partitionKey, data, observations: [planned] };
  };
}

const QUARANTINED = { fate: 'quarantined' } as const;
const usualOf = new WeakMap<JudgedRow, PlannedObservation>();

/** One object for each row, however often it is put: there are a million of them in a long run. */
function usual(row: JudgedRow): PlannedObservation {
  const known = usualOf.get(row) ?? { fate: 'usual', score: row.score };
  usualOf.set(row, known);
  return known;
}
