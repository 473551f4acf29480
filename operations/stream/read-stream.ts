import {
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  type KinesisClient,
  ListShardsCommand,
  ProvisionedThroughputExceededException,
  type Shard,
} from '@aws-sdk/client-kinesis';
import { fastPace, sharedPace } from './reading-pace.ts';

export interface ReceivedRecord {
  readonly shardId: string;
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly arrivalMs: number;
  readonly data: Uint8Array;
}

export type StreamStart =
  | { readonly kind: 'latest' }
  | { readonly kind: 'earliest' }
  | { readonly kind: 'since'; readonly timestampMs: number };

export interface StreamReading {
  readonly client: KinesisClient;
  readonly streamName: string;
  readonly start: StreamStart;
  /** Aborted: the reading ends. */
  readonly stop: AbortSignal;
  /** Whether it ends, too, when all that is there has been read. @default false: it waits for more */
  readonly endsWhenRead?: boolean;
  /** Takes all that the shards give. @default false: the consumer keeps half of it */
  readonly isFast?: boolean | undefined;
  /** Ends early, without an error, when the signal is aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** The next records are asked for when it is done. */
  readonly onRecords: (records: readonly ReceivedRecord[]) => Promise<void>;
}

/** After a read that was refused, because others read, too. */
const REFUSED_PAUSE_MS = 1000;

/**
 * Reads all shards of a stream, also those that splitting and merging bring, until told to stop. A shard is begun when
 * those that it came from are read, so that the records of a partition key come in their order.
 */
export async function readStream(reading: StreamReading): Promise<void> {
  const begun = new Set<string>();
  const ended = new Set<string>();
  let first: ReadonlySet<string> | undefined;
  const readNew = async (): Promise<void> => {
    const shards = await listShards(reading);
    const listed = new Set(shards.map(({ ShardId }) => ShardId!));
    first ??= listed;
    const isRead = (parent: string | undefined) => parent === undefined || ended.has(parent) || !listed.has(parent);
    const next = shards.filter(
      ({ ShardId, ParentShardId, AdjacentParentShardId }) =>
        !begun.has(ShardId!) && isRead(ParentShardId) && isRead(AdjacentParentShardId),
    );
    for (const { ShardId } of next) begun.add(ShardId!);
    await Promise.all(next.map(({ ShardId }) => readThenNew(ShardId!)));
  };
  const readThenNew = async (shardId: string): Promise<void> => {
    // What a split or a merge brings meanwhile is read from its beginning.
    await readShard(reading, shardId, first!.has(shardId) ? reading.start : { kind: 'earliest' });
    ended.add(shardId);
    if (!reading.stop.aborted) await readNew();
  };
  await readNew();
}

async function listShards({ client, streamName }: StreamReading): Promise<Shard[]> {
  const shards: Shard[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(new ListShardsCommand(token ? { NextToken: token } : { StreamName: streamName }));
    shards.push(...(page.Shards ?? []));
    token = page.NextToken;
  } while (token);
  return shards;
}

/** Returns when the shard has ended, or has been read where that is enough, or the reading is stopped. */
async function readShard(reading: StreamReading, shardId: string, start: StreamStart): Promise<void> {
  const { client, stop, sleep, onRecords } = reading;
  const pace = reading.isFast ? fastPace() : sharedPace();
  let position: Partial<GetShardIteratorCommandInput> = positionOf(start);
  let iterator = await iteratorAt(reading, shardId, position);
  while (iterator !== undefined && !stop.aborted) {
    try {
      const answer = await client.send(new GetRecordsCommand({ ShardIterator: iterator, Limit: pace.limit }));
      const records = (answer.Records ?? []).map(
        (record): ReceivedRecord => ({
          shardId,
          sequenceNumber: record.SequenceNumber!,
          partitionKey: record.PartitionKey!,
          arrivalMs: record.ApproximateArrivalTimestamp!.getTime(),
          data: record.Data!,
        }),
      );
      const last = records.at(-1);
      if (last) {
        await onRecords(records);
        position = { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: last.sequenceNumber };
      }
      if (reading.endsWhenRead && answer.MillisBehindLatest === 0) return;
      iterator = answer.NextShardIterator;
      await sleep(pace.pauseMs(records.map(({ data }) => data.length)), stop);
    } catch (error) {
      if (error instanceof ExpiredIteratorException) iterator = await iteratorAt(reading, shardId, position);
      else if (error instanceof ProvisionedThroughputExceededException) await sleep(REFUSED_PAUSE_MS, stop);
      else throw error;
    }
  }
}

function positionOf(start: StreamStart): Partial<GetShardIteratorCommandInput> {
  switch (start.kind) {
    case 'latest':
      return { ShardIteratorType: 'LATEST' };
    case 'earliest':
      return { ShardIteratorType: 'TRIM_HORIZON' };
    case 'since':
      return { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(start.timestampMs) };
  }
}

async function iteratorAt(
  { client, streamName }: StreamReading,
  shardId: string,
  position: Partial<GetShardIteratorCommandInput>,
): Promise<string | undefined> {
  const input = { StreamName: streamName, ShardId: shardId, ...position } as GetShardIteratorCommandInput;
  return (await client.send(new GetShardIteratorCommand(input))).ShardIterator;
}
