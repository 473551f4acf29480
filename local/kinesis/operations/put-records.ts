import type { ServiceError } from '../../gateway/service.ts';
import type { Kinesis } from '../kinesis.ts';
import { kinesisError } from '../kinesis-error.ts';
import {
  hashKeyMember,
  operation,
  readyStreamOf,
  sequenceNumberMember,
  streamArnMember,
  streamNameMember,
} from '../operation.ts';
import { blob, listOf, optional, string, structure } from '../request-shape.ts';
import { entrySizeBytes, type Placement, type PutEntry, type Stream } from '../stream.ts';
import { encryptionType } from '../wire.ts';

const MIB = 1024 * 1024;
const MAX_RECORD_BYTES = 10 * MIB;
const MAX_REQUEST_BYTES = 10 * MIB;
const MAX_RECORDS = 500;

const entryShape = {
  Data: blob({ max: MAX_RECORD_BYTES }),
  PartitionKey: string({ min: 1, max: 256 }),
  ExplicitHashKey: optional(hashKeyMember),
};
const streamReference = { StreamName: optional(streamNameMember), StreamARN: optional(streamArnMember) };

export const putRecord = operation(
  { ...streamReference, ...entryShape, SequenceNumberForOrdering: optional(sequenceNumberMember) },
  (kinesis, request) => {
    const stream = readyStreamOf(kinesis, request);
    const entry = toEntry(request);
    refuseTooLarge(stream, entry);
    const { shard, record } = place(kinesis, stream, entry);
    if (!record) throw overLimits(kinesis, stream, shard.id);
    return { ShardId: shard.id, SequenceNumber: record.sequenceNumber, EncryptionType: encryptionType(stream) };
  },
);

/** Answers 200 even when entries were refused: each entry has its own outcome. */
export const putRecords = operation(
  { ...streamReference, Records: listOf(structure(entryShape), { min: 1, max: MAX_RECORDS }) },
  (kinesis, request) => {
    const stream = readyStreamOf(kinesis, request);
    const entries = request.Records.map(toEntry);
    for (const entry of entries) refuseTooLarge(stream, entry);
    if (entries.reduce((sum, entry) => sum + entrySizeBytes(entry), 0) > MAX_REQUEST_BYTES) {
      throw kinesisError('InvalidArgumentException', 'Records size exceeds 10 MB limit');
    }
    const placements = entries.map((entry) => place(kinesis, stream, entry));
    return {
      FailedRecordCount: placements.filter(({ record }) => !record).length,
      Records: placements.map(({ shard, record }) => {
        if (record) return { SequenceNumber: record.sequenceNumber, ShardId: shard.id };
        const refusal = overLimits(kinesis, stream, shard.id);
        return { ErrorCode: refusal.code, ErrorMessage: refusal.message };
      }),
      EncryptionType: encryptionType(stream),
    };
  },
);

function place(kinesis: Kinesis, stream: Stream, entry: PutEntry): Placement {
  if (!kinesis.refusePut({ ...entry, streamName: stream.name })) return stream.put(entry);
  return { shard: stream.shardFor(entry), record: undefined };
}

function toEntry(request: { Data: Uint8Array; PartitionKey: string; ExplicitHashKey: string | undefined }): PutEntry {
  return { data: request.Data, partitionKey: request.PartitionKey, explicitHashKey: request.ExplicitHashKey };
}

/** The sentence for a stream's own limit is ours; AWS's is not recorded. */
function refuseTooLarge(stream: Stream, entry: PutEntry): void {
  const bytes = entrySizeBytes(entry);
  const mostBytes = stream.maxRecordSizeKiB * 1024;
  if (bytes <= mostBytes) return;
  const message = `Record of ${bytes} bytes (data and partition key) is larger than the stream's maximum of ${mostBytes} bytes`;
  throw kinesisError('ValidationException', message);
}

function overLimits(kinesis: Kinesis, stream: Stream, shardId: string): ServiceError {
  const message = `Rate exceeded for shard ${shardId} in stream ${stream.name} under account ${kinesis.accountId}.`;
  return kinesisError('ProvisionedThroughputExceededException', message);
}
