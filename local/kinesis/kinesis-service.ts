import { randomUUID } from 'node:crypto';
import type { ServiceHandler } from '../gateway/service.ts';
import type { Kinesis } from './kinesis.ts';
import { kinesisError } from './kinesis-error.ts';
import type { Operation } from './operation.ts';
import { getRecords, getShardIterator } from './operations/get-records.ts';
import { putRecord, putRecords } from './operations/put-records.ts';
import { listShards, mergeShards, splitShard, updateShardCount } from './operations/shards.ts';
import {
  createStream,
  decreaseStreamRetentionPeriod,
  deleteStream,
  describeLimits,
  describeStream,
  describeStreamSummary,
  increaseStreamRetentionPeriod,
  listStreams,
  updateStreamMode,
} from './operations/streams.ts';

const TARGET_PREFIX = 'Kinesis_20131202.';

const OPERATIONS: ReadonlyMap<string, Operation> = new Map(
  Object.entries({
    CreateStream: createStream,
    DecreaseStreamRetentionPeriod: decreaseStreamRetentionPeriod,
    DeleteStream: deleteStream,
    DescribeLimits: describeLimits,
    DescribeStream: describeStream,
    DescribeStreamSummary: describeStreamSummary,
    GetRecords: getRecords,
    GetShardIterator: getShardIterator,
    IncreaseStreamRetentionPeriod: increaseStreamRetentionPeriod,
    ListShards: listShards,
    ListStreams: listStreams,
    MergeShards: mergeShards,
    PutRecord: putRecord,
    PutRecords: putRecords,
    SplitShard: splitShard,
    UpdateShardCount: updateShardCount,
    UpdateStreamMode: updateStreamMode,
  }),
);

const CONTENT_TYPE = 'application/x-amz-json-1.1';

/**
 * The streams behind Kinesis' own protocol, JSON 1.1 with the operation in X-Amz-Target; refusals are thrown as
 * ServiceError.
 */
export function kinesisService(kinesis: Kinesis): ServiceHandler {
  return async (request) => {
    const operation = operationOf(request.headers['x-amz-target'] ?? '');
    const contentType = request.headers['content-type'] ?? '';
    if (!contentType.startsWith(CONTENT_TYPE)) {
      throw kinesisError(
        'SerializationException',
        `content-type must be ${CONTENT_TYPE}, got ${contentType || 'none'}`,
      );
    }
    const answer = operation(kinesis, parse(request.body));
    return {
      status: 200,
      headers: { 'content-type': CONTENT_TYPE, 'x-amzn-requestid': randomUUID() },
      body: answer === undefined ? '' : JSON.stringify(answer),
    };
  };
}

function operationOf(target: string): Operation {
  const operation = target.startsWith(TARGET_PREFIX) && OPERATIONS.get(target.slice(TARGET_PREFIX.length));
  if (operation) return operation;
  const known = [...OPERATIONS.keys()].join(', ');
  throw kinesisError('UnknownOperationException', `the local Kinesis has no operation ${target}, only ${known}`);
}

function parse(body: Uint8Array): Record<string, unknown> {
  let input: unknown;
  try {
    input = JSON.parse(new TextDecoder().decode(body) || '{}');
  } catch {
    throw kinesisError('SerializationException', 'the body of the request is not JSON');
  }
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input as Record<string, unknown>;
  throw kinesisError('SerializationException', 'the body of the request must be a JSON object');
}
