import type { KinesisStreamRecord } from 'aws-lambda';

/** One Kinesis record as the event source mapping delivers it, its bytes unpacked from base64. */
export interface StreamRecord {
  readonly streamArn: string;
  readonly shardId: string;
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  /** When Kinesis took it, milliseconds since the epoch. */
  readonly arrivalMs: number;
  readonly bytes: Uint8Array;
}

/** `eventID` is `shardId:sequenceNumber`; AWS names the shard nowhere else. */
export function toStreamRecord({ eventID, eventSourceARN, kinesis }: KinesisStreamRecord): StreamRecord {
  return {
    streamArn: eventSourceARN,
    shardId: eventID.slice(0, eventID.indexOf(':')),
    sequenceNumber: kinesis.sequenceNumber,
    partitionKey: kinesis.partitionKey,
    arrivalMs: Math.round(kinesis.approximateArrivalTimestamp * 1000),
    bytes: Buffer.from(kinesis.data, 'base64'),
  };
}

/** `arn:aws:kinesis:eu-west-1:123456789012:stream/NAME` */
export function streamNameOf({ streamArn }: Pick<StreamRecord, 'streamArn'>): string {
  return streamArn.slice(streamArn.indexOf('/') + 1);
}
