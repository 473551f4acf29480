import { aggregate } from '../fuzz/kpl-aggregate.ts';
import type { PlannedRecord } from './planned-record.ts';

/**
 * Several records in one, as the Kinesis Producer Library puts them: under the first one's key, whatever their sources.
 */
export function aggregateRecord(records: readonly [PlannedRecord, ...PlannedRecord[]]): PlannedRecord {
  return {
    partitionKey: records[0].partitionKey,
    data: aggregate(records),
    observations: records.flatMap(({ observations }) => observations),
  };
}
