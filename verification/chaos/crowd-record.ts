import { gzipSync } from 'node:zlib';
import { encodeObservation } from '../../contracts/observation.ts';
import type { PlannedAnomaly, PlannedRecord } from './planned-record.ts';
import type { PlannedRow } from './row-pool.ts';

/**
 * One record with an anomaly of each of very many sources, a line each: counting them takes longer than one invocation
 * has.
 * @param name of the record; its sources are `NAME-0`, `NAME-1`, ...
 */
export function crowdRecord(name: string, timestampMs: number, rows: readonly PlannedRow[]): PlannedRecord {
  const sources = rows.map((row, i) => ({ ...row, source: `${name}-${i}` }));
  const lines = sources.map(({ source, features }) =>
    Buffer.from(encodeObservation({ source, timestampMs, features })).toString(),
  );
  const observations = sources.map(({ source, features, verdicts }): PlannedAnomaly => {
    return { fate: 'anomalous', verdicts, source, timestampMs, signature: Object.values(features)[0] };
  });
  return { partitionKey: name, data: gzipSync(lines.join('\n')), observations };
}
