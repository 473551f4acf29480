import { type DecodedObservation, decodeRecord } from '../../contracts/decode-record.ts';
import type { FieldMapping } from '../../contracts/mapping.ts';
import type { Observation } from '../../contracts/observation.ts';

export const ARRIVAL_MS = Date.parse('2026-11-20T12:00:00Z');

/** Decodes a text, or any other value as JSON, that came under the partition key `key`. */
export function decodeOf(record: unknown, mapping?: FieldMapping): DecodedObservation[] {
  const text = typeof record === 'string' ? record : JSON.stringify(record);
  return decodeRecord(Buffer.from(text), { partitionKey: 'key', arrivalMs: ARRIVAL_MS, mapping });
}

/**
 * What it holds: observations, and `code at path` of what cannot be read. Texts that may be no features are left out.
 */
export function read(record: unknown, mapping?: FieldMapping): (Observation | string)[] {
  return decodeOf(record, mapping).map((part) => {
    if (!part.ok) return `${part.problem.code} at ${part.problem.path}`;
    const { unread: _, ...observation } = part.observation;
    return observation;
  });
}
