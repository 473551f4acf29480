import { encodeObservation } from '../../contracts/observation.ts';
import type { Model } from '../../model/model.ts';
import { anomalousRow, usualRows } from '../chaos/row-pool.ts';

/** So many that an anomaly is nearly always its source's first: each one is an alert. */
const SOURCES = 100_000;
const ANOMALOUS_SHARE = 0.002;
const ANOMALOUS_ROWS = 500;

export interface LoadRecord {
  readonly partitionKey: string;
  readonly data: Uint8Array;
  /** Of an anomalous one. */
  readonly id?: string;
}

/** Makes records of many sources, one in five hundred anomalous. */
export function planLoad(model: Model, random: () => number): () => LoadRecord {
  const usual = usualRows([model], random);
  const anomalous = Array.from({ length: ANOMALOUS_ROWS }, () => anomalousRow([model], random));
  let anomalies = 0;
  return () => {
    const partitionKey = `sensor-${Math.floor(random() * SOURCES)}`;
    const id = random() < ANOMALOUS_SHARE ? String(++anomalies) : undefined;
    const rows = id === undefined ? usual : anomalous;
    const { features } = rows[Math.floor(random() * rows.length)];
    const data = encodeObservation({ source: partitionKey, timestampMs: Date.now(), id, features });
    return { partitionKey, data, id };
  };
}
