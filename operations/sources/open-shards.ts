import { type KinesisClient, ListShardsCommand } from '@aws-sdk/client-kinesis';

/** A shard that takes records. */
export interface OpenShard {
  readonly shardId: string;
  /** A hash key that leads to it. */
  readonly hashKey: string;
}

/** The shards of a stream that take records, in their order. */
export async function openShards(client: KinesisClient, streamName: string): Promise<OpenShard[]> {
  const open: OpenShard[] = [];
  let page: { StreamName: string } | { NextToken: string } | undefined = { StreamName: streamName };
  while (page) {
    const command: ListShardsCommand = new ListShardsCommand(page);
    const { Shards = [], NextToken } = await client.send(command);
    for (const { ShardId, HashKeyRange, SequenceNumberRange } of Shards) {
      if (SequenceNumberRange?.EndingSequenceNumber !== undefined) continue;
      open.push({ shardId: ShardId!, hashKey: HashKeyRange!.StartingHashKey! });
    }
    page = NextToken === undefined ? undefined : { NextToken };
  }
  return open.sort((a, b) => (a.shardId < b.shardId ? -1 : 1));
}
