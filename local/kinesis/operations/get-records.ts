import type { Kinesis } from '../kinesis.ts';
import { kinesisError } from '../kinesis-error.ts';
import {
  operation,
  readyStreamOf,
  sequenceNumberMember,
  shardIdMember,
  streamArnMember,
  streamNameMember,
} from '../operation.ts';
import { integer, optional, string, timestampMs } from '../request-shape.ts';
import type { Shard, StoredRecord } from '../shard.ts';
import { decodeShardIterator, encodeShardIterator } from '../shard-iterator.ts';
import { type Stream, shardOf } from '../stream.ts';
import { encryptionType, hashKeyRange } from '../wire.ts';

const MAX_RECORDS = 10_000;
const MAX_BYTES = 10 * 1024 * 1024;

const ITERATOR_TYPES = ['AT_SEQUENCE_NUMBER', 'AFTER_SEQUENCE_NUMBER', 'TRIM_HORIZON', 'LATEST', 'AT_TIMESTAMP'];

export const getShardIterator = operation(
  {
    StreamName: optional(streamNameMember),
    StreamARN: optional(streamArnMember),
    ShardId: shardIdMember,
    ShardIteratorType: string({ oneOf: ITERATOR_TYPES }),
    StartingSequenceNumber: optional(sequenceNumberMember),
    Timestamp: optional(timestampMs()),
  },
  (kinesis, request) => {
    const stream = readyStreamOf(kinesis, request);
    const shard = shardOf(stream, request.ShardId, kinesis.accountId);
    const place = startingPlace(kinesis, stream, shard, request);
    return { ShardIterator: iteratorAt(kinesis, stream, shard, place) };
  },
);

export const getRecords = operation(
  {
    ShardIterator: string({ min: 1, max: 512 }),
    Limit: optional(integer({ min: 1, max: MAX_RECORDS })),
    StreamARN: optional(streamArnMember),
  },
  (kinesis, request) => {
    const iterator = decodeShardIterator(request.ShardIterator, kinesis.now());
    const stream = readyStreamOf(kinesis, { StreamARN: iterator.streamArn, StreamName: undefined });
    if (stream.createdMs !== iterator.streamCreatedMs) {
      throw kinesisError('InvalidArgumentException', 'The ShardIterator is of an earlier stream of this name.');
    }
    const shard = shardOf(stream, iterator.shardId, kinesis.accountId);
    if (!shard.admitRead(kinesis.now())) {
      const message = `Rate exceeded for shard ${shard.id} in stream ${stream.name} under account ${kinesis.accountId}.`;
      throw kinesisError('ProvisionedThroughputExceededException', message);
    }
    const { records, next } = readFrom(shard, iterator.place, request.Limit ?? MAX_RECORDS, kinesis.now());
    const atEnd = !shard.isOpen && next > shard.lastPlace;
    return {
      Records: records.map((record) => toWire(record, stream)),
      ...(atEnd
        ? { ChildShards: childShards(stream, shard) }
        : { NextShardIterator: iteratorAt(kinesis, stream, shard, next) }),
      MillisBehindLatest: next > shard.lastPlace ? 0 : Math.max(0, kinesis.now() - shard.at(next)!.arrivalMs),
    };
  },
);

function startingPlace(
  kinesis: Kinesis,
  stream: Stream,
  shard: Shard,
  request: {
    ShardIteratorType: string;
    StartingSequenceNumber: string | undefined;
    Timestamp: number | undefined;
  },
): number {
  const { ShardIteratorType: type, StartingSequenceNumber: number, Timestamp: atMs } = request;
  if (type === 'TRIM_HORIZON') return shard.firstPlace;
  if (type === 'LATEST') return shard.lastPlace + 1;
  if (type === 'AT_TIMESTAMP') {
    if (atMs !== undefined) return shard.placeAtTime(atMs);
    throw kinesisError(
      'InvalidArgumentException',
      'Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP',
    );
  }
  if (number === undefined) {
    const message = `Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified ${type} and no StartingSequenceNumber.`;
    throw kinesisError('InvalidArgumentException', message);
  }
  const place = shard.placeOf(number);
  if (place !== undefined) return type === 'AT_SEQUENCE_NUMBER' ? Math.max(place, 1) : place + 1;
  const message = `StartingSequenceNumber ${number} used in GetShardIterator on shard ${shard.id} in stream ${stream.name} under account ${kinesis.accountId} is invalid because it did not come from this stream.`;
  throw kinesisError('InvalidArgumentException', message);
}

function readFrom(shard: Shard, from: number, limit: number, nowMs: number): { records: StoredRecord[]; next: number } {
  const records: StoredRecord[] = [];
  let next = Math.max(from, shard.firstPlace);
  let bytes = 0;
  for (let record = shard.at(next); record && records.length < limit; record = shard.at(next)) {
    if (records.length > 0 && bytes + record.data.length > MAX_BYTES) break;
    records.push(record);
    bytes += record.data.length;
    next++;
  }
  shard.countReadBytes(bytes, nowMs);
  return { records, next };
}

function toWire(record: StoredRecord, stream: Stream): object {
  return {
    SequenceNumber: record.sequenceNumber,
    ApproximateArrivalTimestamp: record.arrivalMs / 1000,
    Data: Buffer.from(record.data).toString('base64'),
    PartitionKey: record.partitionKey,
    EncryptionType: encryptionType(stream),
  };
}

function childShards(stream: Stream, shard: Shard): object[] {
  return stream.shards
    .filter((child) => child.parents.includes(shard))
    .map((child) => ({
      ShardId: child.id,
      ParentShards: child.parents.map((parent) => parent.id),
      HashKeyRange: hashKeyRange(child),
    }));
}

function iteratorAt(kinesis: Kinesis, stream: Stream, shard: Shard, place: number): string {
  return encodeShardIterator({
    streamArn: stream.arn,
    streamCreatedMs: stream.createdMs,
    shardId: shard.id,
    place,
    madeMs: kinesis.now(),
  });
}
