import { type KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';

/** One record on its way into the stream. */
export interface StreamEntry {
  readonly partitionKey: string;
  /** Chooses the shard in the place of the partition key. */
  readonly explicitHashKey?: string;
  readonly data: Uint8Array;
}

/** Where a record is; or why it is not in. */
export type EntryAnswer = { readonly shardId: string; readonly sequenceNumber: string } | { readonly refused: string };

/**
 * Puts at most {@link MAX_ENTRIES} records and {@link MAX_BYTES} of keys and data; answers stand in the order of the
 * entries.
 */
export type PutEntries = (entries: readonly StreamEntry[]) => Promise<readonly EntryAnswer[]>;

/** Of one PutRecords request. */
export const MAX_ENTRIES = 500;
export const MAX_BYTES = 10 * 1024 * 1024;

/**
 * Makes the function that puts entries on the stream in one call, and says of each where it went or why it was refused.
 *
 * @throws what Kinesis answers when it takes none of them
 */
export function putEntriesTo(client: KinesisClient, streamName: string): PutEntries {
  return async (entries) => {
    const Records = entries.map(({ partitionKey, explicitHashKey, data }) => ({
      PartitionKey: partitionKey,
      ExplicitHashKey: explicitHashKey,
      Data: data,
    }));
    const { Records: answers = [] } = await client.send(new PutRecordsCommand({ StreamName: streamName, Records }));
    return answers.map(({ ShardId, SequenceNumber, ErrorCode, ErrorMessage }) =>
      ShardId !== undefined && SequenceNumber !== undefined
        ? { shardId: ShardId, sequenceNumber: SequenceNumber }
        : { refused: ErrorCode ?? ErrorMessage ?? 'no reason given' },
    );
  };
}
