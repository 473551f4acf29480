import type { StoredRecord } from '../kinesis/shard.ts';
import type { EventPattern } from './event-pattern.ts';

/**
 * Whether a record passes the filters: any of them, or none given. Data that is not JSON fails a filter that asks for
 * data.
 */
export function passesFilters(record: StoredRecord, filters: readonly EventPattern[]): boolean {
  if (filters.length === 0) return true;
  const metadata = {
    kinesisSchemaVersion: '1.0',
    partitionKey: record.partitionKey,
    sequenceNumber: record.sequenceNumber,
    approximateArrivalTimestamp: record.arrivalMs / 1000,
  };
  const data = filters.some((filter) => filter.needsData) ? parse(record.data) : undefined;
  return filters.some((filter) =>
    filter.needsData ? data !== undefined && filter.matches({ ...metadata, data }) : filter.matches(metadata),
  );
}

function parse(data: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(data));
  } catch {
    return undefined;
  }
}
