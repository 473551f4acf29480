import { expect, test } from 'vitest';
import { base64, type KinesisUnderTest, kinesisUnderTest } from './call-kinesis.ts';

const SHARD = 'shardId-000000000000';

async function iterator({ call }: KinesisUnderTest, ShardIteratorType: string, more: object = {}): Promise<string> {
  return (await call('GetShardIterator', { StreamName: 's', ShardId: SHARD, ShardIteratorType, ...more }))
    .ShardIterator;
}

async function read(under: KinesisUnderTest, ShardIteratorType: string, more: object = {}): Promise<string[]> {
  const got = await under.call('GetRecords', { ShardIterator: await iterator(under, ShardIteratorType, more) });
  under.pass(200);
  return got.Records.map((record: { Data: string }) => Buffer.from(record.Data, 'base64').toString());
}

async function put({ call, pass }: KinesisUnderTest, ...texts: string[]): Promise<string[]> {
  const numbers: string[] = [];
  for (const text of texts) {
    numbers.push((await call('PutRecord', { StreamName: 's', Data: base64(text), PartitionKey: 'k' })).SequenceNumber);
    pass(1000);
  }
  return numbers;
}

function withStream(): KinesisUnderTest {
  const under = kinesisUnderTest();
  under.kinesis.createStream({ name: 's' });
  return under;
}

test('every kind of iterator begins where it says', async () => {
  const under = withStream();
  const startMs = under.kinesis.now();
  const [, second] = await put(under, 'a', 'b', 'c');
  expect(await read(under, 'TRIM_HORIZON')).toEqual(['a', 'b', 'c']);
  expect(await read(under, 'LATEST')).toEqual([]);
  expect(await read(under, 'AT_SEQUENCE_NUMBER', { StartingSequenceNumber: second })).toEqual(['b', 'c']);
  expect(await read(under, 'AFTER_SEQUENCE_NUMBER', { StartingSequenceNumber: second })).toEqual(['c']);
  expect(await read(under, 'AT_TIMESTAMP', { Timestamp: startMs / 1000 + 0.5 })).toEqual(['b', 'c']);
  expect(await read(under, 'AT_TIMESTAMP', { Timestamp: startMs / 1000 - 100 })).toEqual(['a', 'b', 'c']);
});

test('a chain of iterators reads each record once, with its time, and says how far behind it is', async () => {
  const under = withStream();
  await put(under, 'a', 'b', 'c');
  const first = await under.call('GetRecords', { ShardIterator: await iterator(under, 'TRIM_HORIZON'), Limit: 2 });
  expect(first.Records.map((record: { Data: string }) => record.Data)).toEqual([base64('a'), base64('b')]);
  expect(first.Records[1]).toMatchObject({
    PartitionKey: 'k',
    ApproximateArrivalTimestamp: under.kinesis.now() / 1000 - 2,
  });
  expect(first.MillisBehindLatest).toBe(1000);
  const second = await under.call('GetRecords', { ShardIterator: first.NextShardIterator });
  expect(second).toMatchObject({ Records: [{ Data: base64('c') }], MillisBehindLatest: 0 });
  await put(under, 'd');
  const third = await under.call('GetRecords', { ShardIterator: second.NextShardIterator });
  expect(third.Records).toMatchObject([{ Data: base64('d') }]);
});

test('an iterator lives five minutes', async () => {
  const under = withStream();
  const ShardIterator = await iterator(under, 'LATEST');
  under.pass(300_000);
  await under.call('GetRecords', { ShardIterator });
  under.pass(1);
  await expect(under.call('GetRecords', { ShardIterator })).rejects.toMatchObject({
    code: 'ExpiredIteratorException',
    message: expect.stringContaining(
      'Iterator expired. The iterator was created at time Fri, 20 Nov 2026 12:00:00 GMT',
    ),
  });
});

test('refuses iterators and sequence numbers that are not ours', async () => {
  const under = withStream();
  under.kinesis.createStream({ name: 'other', shardCount: 2 });
  const refused = { code: 'InvalidArgumentException' };
  await expect(under.call('GetRecords', { ShardIterator: 'AAAA' })).rejects.toMatchObject(refused);
  await expect(iterator(under, 'AT_SEQUENCE_NUMBER')).rejects.toMatchObject(refused);
  await expect(iterator(under, 'AT_TIMESTAMP')).rejects.toMatchObject(refused);
  const ofAnotherShard = under.kinesis.findStream('other')!.shards[1].startingSequenceNumber;
  await expect(
    iterator(under, 'AFTER_SEQUENCE_NUMBER', { StartingSequenceNumber: ofAnotherShard }),
  ).rejects.toMatchObject({
    ...refused,
    message: expect.stringContaining('is invalid because it did not come from this stream'),
  });
  await expect(iterator(under, 'NOW')).rejects.toMatchObject({ code: 'ValidationException' });
  await expect(iterator(under, 'LATEST', { ShardId: 'shardId-000000000009' })).rejects.toMatchObject({
    code: 'ResourceNotFoundException',
  });
});

test('an iterator of a deleted stream does not read the new stream of that name', async () => {
  const under = withStream();
  const ShardIterator = await iterator(under, 'LATEST');
  await under.call('DeleteStream', { StreamName: 's' });
  under.pass(1000);
  under.kinesis.createStream({ name: 's' });
  await expect(under.call('GetRecords', { ShardIterator })).rejects.toMatchObject({ code: 'InvalidArgumentException' });
});

test('a shard allows five reads a second', async () => {
  const under = withStream();
  const ShardIterator = await iterator(under, 'LATEST');
  for (let i = 0; i < 5; i++) await under.call('GetRecords', { ShardIterator });
  await expect(under.call('GetRecords', { ShardIterator })).rejects.toMatchObject({
    code: 'ProvisionedThroughputExceededException',
  });
  under.pass(1000);
  await under.call('GetRecords', { ShardIterator });
});

test('a read gives 10 MiB at most, and then the shard refuses reads until 2 MiB a second are kept', async () => {
  const under = withStream();
  for (let i = 0; i < 12; i++) {
    under.kinesis.findStream('s')!.put({ partitionKey: 'k', data: Buffer.alloc(1024 * 1024 - 1) });
    under.pass(1000);
  }
  const first = await under.call('GetRecords', { ShardIterator: await iterator(under, 'TRIM_HORIZON') });
  expect(first.Records).toHaveLength(10);
  under.pass(4999);
  await expect(under.call('GetRecords', { ShardIterator: first.NextShardIterator })).rejects.toMatchObject({
    code: 'ProvisionedThroughputExceededException',
  });
  under.pass(1);
  expect((await under.call('GetRecords', { ShardIterator: first.NextShardIterator })).Records).toHaveLength(2);
});

test('records are forgotten after the retention period, and an old place goes on at the oldest that is left', async () => {
  const under = withStream();
  const [first] = await put(under, 'old');
  under.pass(23 * 3_600_000);
  await put(under, 'young');
  under.pass(3_600_000 - 1500);
  expect(await read(under, 'TRIM_HORIZON')).toEqual(['young']);
  expect(await read(under, 'AT_SEQUENCE_NUMBER', { StartingSequenceNumber: first })).toEqual(['young']);
});
