import type { Kinesis } from '../kinesis.ts';
import { kinesisError } from '../kinesis-error.ts';
import {
  activeStreamOf,
  hashKeyMember,
  operation,
  shardCountMember,
  shardIdMember,
  streamArnMember,
  streamNameMember,
  streamOf,
} from '../operation.ts';
import { decodePageToken, encodePageToken } from '../page.ts';
import { integer, optional, string, structure, timestampMs } from '../request-shape.ts';
import type { Shard } from '../shard.ts';
import { type Stream, shardOf } from '../stream.ts';
import { wireShard } from '../wire.ts';

const FILTER_TYPES = [
  'AFTER_SHARD_ID',
  'AT_TRIM_HORIZON',
  'FROM_TRIM_HORIZON',
  'AT_LATEST',
  'AT_TIMESTAMP',
  'FROM_TIMESTAMP',
];
const filterMember = structure({
  Type: string({ oneOf: FILTER_TYPES }),
  ShardId: optional(shardIdMember),
  Timestamp: optional(timestampMs()),
});
const streamReference = { StreamName: optional(streamNameMember), StreamARN: optional(streamArnMember) };

export const listShards = operation(
  {
    ...streamReference,
    NextToken: optional(string({ min: 1, max: 1_048_576 })),
    ExclusiveStartShardId: optional(shardIdMember),
    MaxResults: optional(integer({ min: 1, max: 10_000 })),
    ShardFilter: optional(filterMember),
  },
  (kinesis, request) => {
    const token = request.NextToken === undefined ? undefined : decodePageToken(request.NextToken, kinesis.now());
    if (token && (request.StreamName ?? request.StreamARN ?? request.ExclusiveStartShardId) !== undefined) {
      const message = 'NextToken and StreamName cannot be provided together.';
      throw kinesisError('InvalidArgumentException', message);
    }
    const stream = streamOf(kinesis, token ? { StreamName: token.stream, StreamARN: undefined } : request);
    const after = token?.after ?? request.ExclusiveStartShardId ?? '';
    const isWanted = shardFilter(stream, request.ShardFilter);
    const shards = stream.status === 'CREATING' ? [] : stream.shards.filter((s) => s.id > after && isWanted(s));
    const page = shards.slice(0, request.MaxResults ?? 1000);
    const hasMore = shards.length > page.length;
    return {
      Shards: page.map(wireShard),
      ...(hasMore && {
        NextToken: encodePageToken({ stream: stream.name, after: page.at(-1)!.id, madeMs: kinesis.now() }),
      }),
    };
  },
);

function shardFilter(
  stream: Stream,
  filter: { Type: string; ShardId: string | undefined; Timestamp: number | undefined } | undefined,
): (shard: Shard) => boolean {
  const atMs = filter?.Timestamp;
  switch (filter?.Type) {
    case 'AFTER_SHARD_ID':
      return (shard) => shard.id > (filter.ShardId ?? '');
    case 'AT_LATEST':
      return (shard) => shard.isOpen;
    case 'AT_TRIM_HORIZON':
      // The shards that were open at the horizon: those whose parents are forgotten.
      return (shard) => !shard.parents.some((parent) => stream.shards.includes(parent));
    case 'AT_TIMESTAMP':
    case 'FROM_TIMESTAMP':
      if (atMs === undefined) {
        throw kinesisError('InvalidArgumentException', `Timestamp must be given for a filter of type ${filter.Type}.`);
      }
      return (shard) =>
        (shard.closedMs === undefined || shard.closedMs > atMs) &&
        (filter.Type === 'FROM_TIMESTAMP' || shard.createdMs <= atMs);
    default:
      return () => true;
  }
}

export const splitShard = operation(
  { ...streamReference, ShardToSplit: shardIdMember, NewStartingHashKey: hashKeyMember },
  (kinesis, request) => {
    const stream = reshardable(kinesis, request);
    const shard = openShardOf(kinesis, stream, request.ShardToSplit);
    const at = BigInt(request.NewStartingHashKey);
    const { start, end } = shard.hashRange;
    if (at <= start + 1n || at >= end) {
      const message = `NewStartingHashKey ${at} used in SplitShard() on shard ${shard.id} in stream ${stream.name} under account ${kinesis.accountId} is not both greater than one plus the shard's StartingHashKey ${start} and less than the shard's EndingHashKey ${end}.`;
      throw kinesisError('InvalidArgumentException', message);
    }
    stream.beginTransition('UPDATING');
    stream.split(shard, at);
    return undefined;
  },
);

export const mergeShards = operation(
  { ...streamReference, ShardToMerge: shardIdMember, AdjacentShardToMerge: shardIdMember },
  (kinesis, request) => {
    const stream = reshardable(kinesis, request);
    const shards = [request.ShardToMerge, request.AdjacentShardToMerge].map((id) => openShardOf(kinesis, stream, id));
    const [lower, upper] = shards.sort((a, b) => (a.hashRange.start < b.hashRange.start ? -1 : 1)) as [Shard, Shard];
    if (lower.hashRange.end + 1n !== upper.hashRange.start) {
      const message = `Shards ${request.ShardToMerge} and ${request.AdjacentShardToMerge} in stream ${stream.name} under account ${kinesis.accountId} are not an adjacent pair of shards eligible for merging`;
      throw kinesisError('InvalidArgumentException', message);
    }
    stream.beginTransition('UPDATING');
    stream.merge(lower, upper);
    return undefined;
  },
);

export const updateShardCount = operation(
  { ...streamReference, TargetShardCount: shardCountMember, ScalingType: string({ oneOf: ['UNIFORM_SCALING'] }) },
  (kinesis, request) => {
    const stream = reshardable(kinesis, request);
    const current = stream.openShards.length;
    const target = request.TargetShardCount;
    if (target > current * 2 || target < current / 2) {
      const message = `UpdateShardCount cannot scale ${target > current ? 'up over double' : 'down below half'} your current open shard count. Current open shard count: ${current} Target shard count: ${target}`;
      throw kinesisError('LimitExceededException', message);
    }
    stream.beginTransition('UPDATING');
    stream.resize(target);
    return {
      StreamName: stream.name,
      CurrentShardCount: current,
      TargetShardCount: target,
      StreamARN: stream.arn,
    };
  },
);

function reshardable(
  kinesis: Kinesis,
  reference: { StreamName: string | undefined; StreamARN: string | undefined },
): Stream {
  const stream = activeStreamOf(kinesis, reference);
  if (stream.mode === 'PROVISIONED') return stream;
  const message = `Stream ${stream.name} under account ${kinesis.accountId} is in ON_DEMAND mode: AWS chooses its shards.`;
  throw kinesisError('ValidationException', message);
}

function openShardOf(kinesis: Kinesis, stream: Stream, shardId: string): Shard {
  const shard = shardOf(stream, shardId, kinesis.accountId);
  if (shard.isOpen) return shard;
  const message = `Shard ${shard.id} in stream ${stream.name} under account ${kinesis.accountId} has already been merged or split, and thus is not eligible for merging or splitting.`;
  throw kinesisError('InvalidArgumentException', message);
}
