import { expect, test } from 'vitest';
import { type KinesisUnderTest, kinesisUnderTest } from './call-kinesis.ts';

interface WireShard {
  readonly ShardId: string;
  readonly ParentShardId?: string;
  readonly AdjacentParentShardId?: string;
  readonly HashKeyRange: { readonly StartingHashKey: string; readonly EndingHashKey: string };
  readonly SequenceNumberRange: { readonly StartingSequenceNumber: string; readonly EndingSequenceNumber?: string };
}

async function shards({ call }: KinesisUnderTest, Type = 'FROM_TRIM_HORIZON'): Promise<WireShard[]> {
  return (await call('ListShards', { StreamName: 's', ShardFilter: { Type } })).Shards;
}

const ids = (list: readonly WireShard[]) => list.map((shard) => Number(shard.ShardId.slice(-3)));

function withStream(shardCount: number): KinesisUnderTest {
  const under = kinesisUnderTest();
  under.kinesis.createStream({ name: 's', shardCount });
  return under;
}

/** The open shards' ranges must follow each other without a hole over all 128 bits. */
async function expectWholeHashSpace(under: KinesisUnderTest): Promise<void> {
  const open = (await shards(under, 'AT_LATEST')).map((shard) => [
    BigInt(shard.HashKeyRange.StartingHashKey),
    BigInt(shard.HashKeyRange.EndingHashKey),
  ]);
  open.sort((a, b) => (a[0] < b[0] ? -1 : 1));
  let next = 0n;
  for (const [start, end] of open) {
    expect(start).toBe(next);
    next = end! + 1n;
  }
  expect(next).toBe(2n ** 128n);
}

test('a split closes the parent, and its children share the hashes and begin after it', async () => {
  const under = withStream(1);
  await under.call('SplitShard', {
    StreamName: 's',
    ShardToSplit: 'shardId-000000000000',
    NewStartingHashKey: String(2n ** 127n),
  });
  const [parent, lower, upper] = await shards(under);
  expect(parent!.SequenceNumberRange.EndingSequenceNumber).toMatch(/^49\d{54}$/);
  for (const child of [lower!, upper!]) {
    expect(child.ParentShardId).toBe(parent!.ShardId);
    expect(child.SequenceNumberRange.EndingSequenceNumber).toBeUndefined();
    expect(BigInt(child.SequenceNumberRange.StartingSequenceNumber)).toBeGreaterThan(
      BigInt(parent!.SequenceNumberRange.EndingSequenceNumber!),
    );
  }
  await expectWholeHashSpace(under);
});

test('a merge makes one child of two parents, and only neighbours merge', async () => {
  const under = withStream(3);
  const merge = (a: number, b: number) =>
    under.call('MergeShards', {
      StreamName: 's',
      ShardToMerge: `shardId-00000000000${a}`,
      AdjacentShardToMerge: `shardId-00000000000${b}`,
    });
  await expect(merge(0, 2)).rejects.toThrow('are not an adjacent pair of shards eligible for merging');
  await merge(2, 1);
  expect((await shards(under)).at(-1)).toMatchObject({
    ParentShardId: 'shardId-000000000001',
    AdjacentParentShardId: 'shardId-000000000002',
  });
  under.pass(1000);
  await expect(merge(0, 1)).rejects.toThrow('has already been merged or split');
  await expectWholeHashSpace(under);
});

test('UpdateShardCount makes any number of even shards between half and double', async () => {
  const under = withStream(2);
  const update = (TargetShardCount: number) =>
    under.call('UpdateShardCount', { StreamName: 's', TargetShardCount, ScalingType: 'UNIFORM_SCALING' });
  for (const count of [4, 3, 5, 7, 4, 2, 1]) {
    under.pass(1000);
    await update(count);
    const open = await shards(under, 'AT_LATEST');
    expect(open).toHaveLength(count);
    for (const { HashKeyRange } of open) {
      const width = BigInt(HashKeyRange.EndingHashKey) - BigInt(HashKeyRange.StartingHashKey) + 1n;
      expect(Number(width) / 2 ** 128).toBeCloseTo(1 / count, 10);
    }
    await expectWholeHashSpace(under);
  }
  under.pass(1000);
  await expect(update(3)).rejects.toMatchObject({ code: 'LimitExceededException' });
});

test('one change at a time: a stream being changed refuses the next, but takes records', async () => {
  const under = withStream(1);
  const update = () =>
    under.call('UpdateShardCount', { StreamName: 's', TargetShardCount: 2, ScalingType: 'UNIFORM_SCALING' });
  await update();
  await expect(update()).rejects.toMatchObject({
    code: 'ResourceInUseException',
    message: 'Stream s under account 000000000000 not ACTIVE, instead in state UPDATING',
  });
  await under.call('PutRecord', { StreamName: 's', Data: '', PartitionKey: 'k' });
});

test('a reader comes to the end of a closed shard and is shown its children', async () => {
  const under = withStream(1);
  await under.call('PutRecord', { StreamName: 's', Data: '', PartitionKey: 'k' });
  under.kinesis.findStream('s')!.resize(2);
  const { ShardIterator } = await under.call('GetShardIterator', {
    StreamName: 's',
    ShardId: 'shardId-000000000000',
    ShardIteratorType: 'TRIM_HORIZON',
  });
  const got = await under.call('GetRecords', { ShardIterator });
  expect(got.Records).toHaveLength(1);
  expect(got.NextShardIterator).toBeUndefined();
  expect(got.ChildShards).toMatchObject([
    { ShardId: 'shardId-000000000001', ParentShards: ['shardId-000000000000'] },
    { ShardId: 'shardId-000000000002', ParentShards: ['shardId-000000000000'] },
  ]);
});

test('ListShards filters by time, and in pages', async () => {
  const under = withStream(2);
  under.pass(10_000);
  under.kinesis.findStream('s')!.resize(1);
  under.pass(10_000);
  const atSeconds = (seconds: number, Type: string) =>
    under.call('ListShards', {
      StreamName: 's',
      ShardFilter: { Type, Timestamp: Date.UTC(2026, 10, 20, 12) / 1000 + seconds },
    });
  expect(ids((await atSeconds(5, 'AT_TIMESTAMP')).Shards)).toEqual([0, 1]);
  expect(ids((await atSeconds(15, 'AT_TIMESTAMP')).Shards)).toEqual([2]);
  expect(ids((await atSeconds(5, 'FROM_TIMESTAMP')).Shards)).toEqual([0, 1, 2]);
  expect(ids(await shards(under, 'AT_TRIM_HORIZON'))).toEqual([0, 1]);
  expect(ids(await shards(under, 'AT_LATEST'))).toEqual([2]);

  const first = await under.call('ListShards', { StreamName: 's', MaxResults: 2 });
  const second = await under.call('ListShards', { NextToken: first.NextToken, MaxResults: 2 });
  expect(ids([...first.Shards, ...second.Shards])).toEqual([0, 1, 2]);
  expect(second.NextToken).toBeUndefined();
  under.pass(300_001);
  await expect(under.call('ListShards', { NextToken: first.NextToken })).rejects.toMatchObject({
    code: 'ExpiredNextTokenException',
  });
});

test('a closed shard is forgotten when its last record is', async () => {
  const under = withStream(1);
  under.kinesis.findStream('s')!.resize(2);
  under.pass(24 * 3_600_000 + 1);
  expect(ids(await shards(under))).toEqual([1, 2]);
});

test('an on-demand stream has four shards, splits one that stays too small, and lets nobody else reshard', async () => {
  const under = kinesisUnderTest();
  under.kinesis.createStream({ name: 's', mode: 'ON_DEMAND' });
  const Records = Array.from({ length: 500 }, () => ({ Data: '', PartitionKey: 'hot' }));
  for (let second = 0; second <= 60; second++) {
    expect(await shards(under, 'AT_LATEST')).toHaveLength(4);
    for (let i = 0; i < 3; i++) await under.call('PutRecords', { StreamName: 's', Records });
    under.pass(1000);
  }
  expect(await shards(under, 'AT_LATEST')).toHaveLength(5);
  await expectWholeHashSpace(under);
  await expect(
    under.call('UpdateShardCount', { StreamName: 's', TargetShardCount: 8, ScalingType: 'UNIFORM_SCALING' }),
  ).rejects.toMatchObject({ code: 'ValidationException' });
});
