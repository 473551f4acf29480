import type { Shard, StoredRecord } from '../kinesis/shard.ts';

/** Who and where the records of an event say that they are. */
export interface EventContext {
  readonly streamArn: string;
  /** The role of the function, which reads the stream on its behalf. */
  readonly roleArn: string;
  readonly region: string;
}

/** The event that the function gets for a batch. */
export function invocationEvent(shard: Shard, records: readonly StoredRecord[], context: EventContext): object {
  return {
    Records: records.map((record) => ({
      kinesis: {
        kinesisSchemaVersion: '1.0',
        partitionKey: record.partitionKey,
        sequenceNumber: record.sequenceNumber,
        data: Buffer.from(record.data).toString('base64'),
        approximateArrivalTimestamp: record.arrivalMs / 1000,
      },
      eventSource: 'aws:kinesis',
      eventVersion: '1.0',
      eventID: `${shard.id}:${record.sequenceNumber}`,
      eventName: 'aws:kinesis:record',
      invokeIdentityArn: context.roleArn,
      awsRegion: context.region,
      eventSourceARN: context.streamArn,
    })),
  };
}

/** A synchronous invocation's payload limit; a batch is cut so that its event fits. */
export const MAX_EVENT_BYTES = 6 * 1024 * 1024;

/** What everything but the data and the key takes in a record of an event: an upper bound. */
const ENVELOPE_BYTES = 900;

/** The room that a record takes in the event, where data is base64. */
export function eventBytes(record: StoredRecord): number {
  return Math.ceil(record.data.length / 3) * 4 + Buffer.byteLength(record.partitionKey) + ENVELOPE_BYTES;
}
