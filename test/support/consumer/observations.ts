import type { Observation } from '../../../contracts/observation.ts';
import { encodeObservation } from '../../../contracts/observation.ts';
import type { Anomaly } from '../../../incidents/anomaly.ts';
import { checkpointKeys } from '../../../incidents/checkpoint-keys.ts';
import type { Delivery } from '../../../incidents/count-anomalies.ts';
import type { StreamRecord } from '../../../lambda/consumer/stream-record.ts';

export const STREAM_ARN = 'arn:aws:kinesis:eu-west-1:123456789012:stream/observations';
export const ARRIVAL_MS = Date.parse('2026-11-20T12:00:00Z');

/** A record of shard 0 that holds this text, or these observations' full form, a line each. */
export function record(sequenceNumber: number, content: string | Uint8Array | Partial<Observation>[]): StreamRecord {
  const bytes = Array.isArray(content)
    ? Buffer.concat(content.map((one) => Buffer.concat([encodeObservation(observation(one)), Buffer.from('\n')])))
    : Buffer.from(content);
  return {
    streamArn: STREAM_ARN,
    shardId: 'shardId-000000000000',
    sequenceNumber: String(sequenceNumber),
    partitionKey: 'key',
    arrivalMs: ARRIVAL_MS,
    bytes,
  };
}

export function observation(parts: Partial<Observation> = {}): Observation {
  return { source: 'pump-1', timestampMs: ARRIVAL_MS, features: { x: 0 }, ...parts };
}

/** An anomaly of shard 0, `grade` strange, `afterMs` after {@link ARRIVAL_MS} by its own clock and by its arrival. */
export function anomaly(
  sequenceNumber: number | string,
  grade: number,
  afterMs = 0,
  parts: Partial<Anomaly> = {},
): Anomaly {
  const atMs = ARRIVAL_MS + afterMs;
  return {
    shardId: 'shardId-000000000000',
    partitionKey: 'key',
    sequenceNumber: String(sequenceNumber),
    index: 0,
    arrivalMs: atMs,
    observation: observation({ timestampMs: atMs, features: { x: grade * 10 } }),
    verdict: { score: 0.7, threshold: 0.6, anomalous: true, grade, modelVersion: 'test' },
    ...parts,
  };
}

/** A delivery of the stream's records from this one on, in one lane. */
export function deliveredFrom(sequenceNumber: number | string = 0, stream = 'observations@0', lanes = 1): Delivery {
  return {
    from: String(sequenceNumber),
    keysOf: (one) => checkpointKeys(stream, one, lanes),
    isUnrepeated: () => false,
  };
}
