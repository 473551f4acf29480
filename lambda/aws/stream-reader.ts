import { setTimeout as sleep } from 'node:timers/promises';
import {
  GetRecordsCommand,
  type GetRecordsOutput,
  GetShardIteratorCommand,
  KinesisClient,
  ListShardsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-kinesis';
import type { Position, RecordPage, StreamReader, StreamShard } from '../source-state/ports.ts';
import { orUnavailable } from './or-unavailable.ts';

/** A shard gives all its readers together five answers a second, and none for five seconds after one of 10 MB. */
const ATTEMPTS = 5;
/** Leaves the mapping, which asks once a second, its share of the five. */
const BETWEEN_PAGES_MS = 250;
/** For 10 MB. */
const TIMEOUT_MS = 10_000;

/** The stream as it can be read at any time, beside the mapping that delivers its records. */
export function streamReader(client = new KinesisClient({ maxAttempts: ATTEMPTS })): StreamReader {
  return {
    async *pages(shard, from) {
      let iterator = await iteratorAt(client, shard, from);
      if (iterator === undefined) {
        yield { records: [], end: 'closed' };
        return;
      }
      for (;;) {
        const answer = await read(client, shard, iterator);
        const page = toPage(shard, answer);
        yield page;
        iterator = answer.NextShardIterator;
        if (page.end || iterator === undefined) return;
        await sleep(BETWEEN_PAGES_MS);
      }
    },

    async parents({ streamArn, shardId }) {
      let page: { StreamARN: string } | { NextToken: string } | undefined = { StreamARN: streamArn };
      while (page) {
        const command: ListShardsCommand = new ListShardsCommand(page);
        const call = client.send(command, { abortSignal: AbortSignal.timeout(TIMEOUT_MS) });
        const { Shards = [], NextToken } = await orUnavailable('stream', call);
        const shard = Shards.find(({ ShardId }) => ShardId === shardId);
        if (shard) return [shard.ParentShardId, shard.AdjacentParentShardId].filter((id) => id !== undefined).sort();
        page = NextToken === undefined ? undefined : { NextToken };
      }
      return [];
    },
  };
}

/** Undefined where the stream no longer has the shard. */
async function iteratorAt(client: KinesisClient, shard: StreamShard, from: Position): Promise<string | undefined> {
  const { streamArn, shardId } = shard;
  const command = new GetShardIteratorCommand({ StreamARN: streamArn, ShardId: shardId, ...startingAt(from) });
  try {
    const answer = await client.send(command, { abortSignal: AbortSignal.timeout(TIMEOUT_MS) });
    return answer.ShardIterator;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    return orUnavailable('stream', Promise.reject(error));
  }
}

function startingAt(from: Position) {
  if (from === 'oldest') return { ShardIteratorType: 'TRIM_HORIZON' } as const;
  if ('at' in from) return { ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber: from.at } as const;
  return { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: from.after } as const;
}

function read(client: KinesisClient, { streamArn }: StreamShard, iterator: string): Promise<GetRecordsOutput> {
  const command = new GetRecordsCommand({ StreamARN: streamArn, ShardIterator: iterator });
  return orUnavailable('stream', client.send(command, { abortSignal: AbortSignal.timeout(ATTEMPTS * TIMEOUT_MS) }));
}

function toPage({ streamArn, shardId }: StreamShard, answer: GetRecordsOutput): RecordPage {
  const { Records = [], NextShardIterator, MillisBehindLatest } = answer;
  const records = Records.map(({ SequenceNumber, PartitionKey, ApproximateArrivalTimestamp, Data }) => ({
    streamArn,
    shardId,
    sequenceNumber: SequenceNumber!,
    partitionKey: PartitionKey!,
    arrivalMs: ApproximateArrivalTimestamp!.getTime(),
    bytes: Data!,
  }));
  if (!NextShardIterator) return { records, end: 'closed' };
  return MillisBehindLatest === 0 ? { records, end: 'newest' } : { records };
}
