import type { Shard } from './shard.ts';
import type { Stream } from './stream.ts';

/** How answers show a shard. */
export function wireShard(shard: Shard): object {
  const [parent, adjacentParent] = shard.parents;
  return {
    ShardId: shard.id,
    ...(parent && { ParentShardId: parent.id }),
    ...(adjacentParent && { AdjacentParentShardId: adjacentParent.id }),
    HashKeyRange: hashKeyRange(shard),
    SequenceNumberRange: {
      StartingSequenceNumber: shard.startingSequenceNumber,
      ...(shard.endingSequenceNumber && { EndingSequenceNumber: shard.endingSequenceNumber }),
    },
  };
}

/** Writes a shard's range of hash keys: both ends belong to it, as decimal digits. */
export function hashKeyRange(shard: Shard): { StartingHashKey: string; EndingHashKey: string } {
  return { StartingHashKey: String(shard.hashRange.start), EndingHashKey: String(shard.hashRange.end) };
}

/** What every answer about a stream begins with. */
export function wireStream(stream: Stream): object {
  return {
    StreamName: stream.name,
    StreamARN: stream.arn,
    StreamStatus: stream.status,
    StreamModeDetails: { StreamMode: stream.mode },
    StreamCreationTimestamp: stream.createdMs / 1000,
  };
}

/** What descriptions add: settings that change. */
export function wireSettings(stream: Stream): object {
  return {
    RetentionPeriodHours: stream.retentionHours,
    EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
    EncryptionType: encryptionType(stream),
    ...(stream.encrypted && { KeyId: 'alias/aws/kinesis' }),
  };
}

/** Says in the words of Kinesis whether the stream is encrypted. */
export function encryptionType(stream: Stream): 'KMS' | 'NONE' {
  return stream.encrypted ? 'KMS' : 'NONE';
}
