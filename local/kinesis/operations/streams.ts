import type { Kinesis } from '../kinesis.ts';
import { kinesisError } from '../kinesis-error.ts';
import {
  activeStreamOf,
  operation,
  shardCountMember,
  shardIdMember,
  streamArnMember,
  streamNameMember,
  streamOf,
} from '../operation.ts';
import { integer, optional, string, structure } from '../request-shape.ts';
import type { Stream, StreamMode } from '../stream.ts';
import { wireSettings, wireShard, wireStream } from '../wire.ts';

const MODES: readonly StreamMode[] = ['PROVISIONED', 'ON_DEMAND'];
const modeDetails = structure({ StreamMode: string({ oneOf: MODES }) });
const streamReference = { StreamName: optional(streamNameMember), StreamARN: optional(streamArnMember) };

export const createStream = operation(
  {
    StreamName: streamNameMember,
    ShardCount: optional(shardCountMember),
    StreamModeDetails: optional(modeDetails),
    MaxRecordSizeInKiB: optional(integer({ min: 1024, max: 10240 })),
  },
  (kinesis, request) => {
    const mode = (request.StreamModeDetails?.StreamMode ?? 'PROVISIONED') as StreamMode;
    if (mode === 'PROVISIONED' && request.ShardCount === undefined) {
      throw kinesisError('ValidationException', 'ShardCount must be given for a stream in PROVISIONED mode');
    }
    if (mode === 'ON_DEMAND' && request.ShardCount !== undefined) {
      throw kinesisError('ValidationException', 'ShardCount must not be given for a stream in ON_DEMAND mode');
    }
    const stream = kinesis.createStream({
      name: request.StreamName,
      mode,
      ...(request.ShardCount !== undefined && { shardCount: request.ShardCount }),
      ...(request.MaxRecordSizeInKiB !== undefined && { maxRecordSizeKiB: request.MaxRecordSizeInKiB }),
    });
    stream.beginTransition('CREATING');
    return undefined;
  },
);

export const deleteStream = operation(streamReference, (kinesis, request) => {
  const stream = streamOf(kinesis, request);
  stream.deletedMs ??= kinesis.now();
  return undefined;
});

export const describeStream = operation(
  {
    ...streamReference,
    Limit: optional(integer({ min: 1, max: 10_000 })),
    ExclusiveStartShardId: optional(shardIdMember),
  },
  (kinesis, request) => {
    const stream = streamOf(kinesis, request);
    const after = request.ExclusiveStartShardId ?? '';
    const shards = stream.status === 'CREATING' ? [] : stream.shards.filter((shard) => shard.id > after);
    const limit = request.Limit ?? 100;
    return {
      StreamDescription: {
        ...wireStream(stream),
        ...wireSettings(stream),
        Shards: shards.slice(0, limit).map(wireShard),
        HasMoreShards: shards.length > limit,
      },
    };
  },
);

export const describeStreamSummary = operation(streamReference, (kinesis, request) => {
  const stream = streamOf(kinesis, request);
  return {
    StreamDescriptionSummary: {
      ...wireStream(stream),
      ...wireSettings(stream),
      OpenShardCount: stream.openShards.length,
      ConsumerCount: 0,
      MaxRecordSizeInKiB: stream.maxRecordSizeKiB,
    },
  };
});

export const listStreams = operation(
  {
    Limit: optional(integer({ min: 1, max: 10_000 })),
    ExclusiveStartStreamName: optional(streamNameMember),
    NextToken: optional(string({ min: 1, max: 1_048_576 })),
  },
  (kinesis, request) => {
    const after = request.ExclusiveStartStreamName ?? request.NextToken ?? '';
    const limit = request.Limit ?? 100;
    const streams = kinesis.streams.filter((stream) => stream.name > after);
    const page = streams.slice(0, limit);
    const hasMore = streams.length > limit;
    return {
      StreamNames: page.map((stream) => stream.name),
      StreamSummaries: page.map(wireStream),
      HasMoreStreams: hasMore,
      ...(hasMore && { NextToken: page.at(-1)!.name }),
    };
  },
);

const retentionHours = integer({ min: 24, max: 8760 });

export const increaseStreamRetentionPeriod = operation(
  { ...streamReference, RetentionPeriodHours: retentionHours },
  (kinesis, request) => changeRetention(activeStreamOf(kinesis, request), request.RetentionPeriodHours, 'longer'),
);

export const decreaseStreamRetentionPeriod = operation(
  { ...streamReference, RetentionPeriodHours: retentionHours },
  (kinesis, request) => changeRetention(activeStreamOf(kinesis, request), request.RetentionPeriodHours, 'shorter'),
);

export const updateStreamMode = operation(
  { StreamARN: streamArnMember, StreamModeDetails: modeDetails },
  (kinesis, request) => {
    const stream = activeStreamOf(kinesis, { StreamARN: request.StreamARN, StreamName: undefined });
    stream.mode = request.StreamModeDetails.StreamMode as StreamMode;
    stream.beginTransition('UPDATING');
    return undefined;
  },
);

export const describeLimits = operation({}, (kinesis: Kinesis) => ({
  ShardLimit: 500,
  OpenShardCount: kinesis.streams.reduce((sum, stream) => sum + stream.openShards.length, 0),
  OnDemandStreamCount: kinesis.streams.filter((stream) => stream.mode === 'ON_DEMAND').length,
  OnDemandStreamCountLimit: 50,
}));

function changeRetention(stream: Stream, hours: number, direction: 'longer' | 'shorter'): undefined {
  const isWrongWay = direction === 'longer' ? hours < stream.retentionHours : hours > stream.retentionHours;
  if (isWrongWay) {
    const bound = direction === 'longer' ? 'less' : 'greater';
    const message = `Requested retention period (${hours} hours) for stream ${stream.name} can not be ${bound} than existing retention period (${stream.retentionHours} hours).`;
    throw kinesisError('InvalidArgumentException', message);
  }
  stream.retentionHours = hours;
  stream.beginTransition('UPDATING');
}
