import {
  type KinesisClient,
  ListShardsCommand,
  MergeShardsCommand,
  SplitShardCommand,
  UpdateShardCountCommand,
} from '@aws-sdk/client-kinesis';

/**
 * Changes the shards of a stream while records flow: splits one, merges two, or asks for another number of them, by
 * turns.
 */
export async function reshard(
  client: KinesisClient,
  StreamName: string,
  turn: number,
  shards: number,
): Promise<string> {
  const { Shards = [] } = await client.send(new ListShardsCommand({ StreamName }));
  const open = Shards.filter(({ SequenceNumberRange }) => !SequenceNumberRange!.EndingSequenceNumber)
    .map(({ ShardId, HashKeyRange }) => ({
      id: ShardId!,
      start: BigInt(HashKeyRange!.StartingHashKey!),
      end: BigInt(HashKeyRange!.EndingHashKey!),
    }))
    .sort((a, b) => (a.start < b.start ? -1 : 1));
  const [first, second] = open;
  if (turn % 3 === 0) {
    const NewStartingHashKey = String((first!.start + first!.end) / 2n);
    await client.send(new SplitShardCommand({ StreamName, ShardToSplit: first!.id, NewStartingHashKey }));
    return 'split';
  }
  if (turn % 3 === 1 && second) {
    await client.send(new MergeShardsCommand({ StreamName, ShardToMerge: first!.id, AdjacentShardToMerge: second.id }));
    return 'merge';
  }
  const TargetShardCount = open.length === shards ? shards + 1 : shards;
  await client.send(new UpdateShardCountCommand({ StreamName, TargetShardCount, ScalingType: 'UNIFORM_SCALING' }));
  return 'resize';
}
