import { expect, test } from 'vitest';
import { base64, kinesisUnderTest } from './call-kinesis.ts';

const entries = (count: number, bytes = 1) =>
  Array.from({ length: count }, () => ({ Data: Buffer.alloc(bytes).toString('base64'), PartitionKey: 'k' }));

test('the MD5 of the partition key decides the shard, and an explicit hash key overrules it', async () => {
  const { kinesis, call } = kinesisUnderTest();
  kinesis.createStream({ name: 's', shardCount: 4 });
  const shardOf = async (key: string, ExplicitHashKey?: string) =>
    (await call('PutRecord', { StreamName: 's', Data: '', PartitionKey: key, ExplicitHashKey })).ShardId.slice(-1);
  // `printf a | md5sum` begins with 0c, `printf b` with 92, `printf e` with e1: quarters 0, 2 and 3.
  expect([await shardOf('a'), await shardOf('b'), await shardOf('e')]).toEqual(['0', '2', '3']);
  expect(await shardOf('a', String(2n ** 126n))).toBe('1');
  expect(await shardOf('a', String(2n ** 128n - 1n))).toBe('3');
});

test('sequence numbers have 56 digits and grow within a shard, second after second', async () => {
  const { kinesis, call, pass } = kinesisUnderTest();
  kinesis.createStream({ name: 's' });
  const numbers: string[] = [];
  for (let i = 0; i < 20; i++) {
    numbers.push((await call('PutRecord', { StreamName: 's', Data: '', PartitionKey: `${i}` })).SequenceNumber);
    pass(300);
  }
  for (const number of numbers) expect(number).toMatch(/^49\d{54}$/);
  const ordered = [...numbers].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
  expect(numbers).toEqual(ordered);
  expect(new Set(numbers).size).toBe(20);
});

test('a shard takes 1000 records in any second, and the entries beyond fail inside a 200 answer', async () => {
  const { kinesis, call, pass } = kinesisUnderTest();
  kinesis.createStream({ name: 's' });
  await call('PutRecords', { StreamName: 's', Records: entries(500) });
  pass(600);
  await call('PutRecords', { StreamName: 's', Records: entries(490) });
  const partial = await call('PutRecords', { StreamName: 's', Records: entries(20) });
  expect(partial.FailedRecordCount).toBe(10);
  expect(partial.Records[9]).toMatchObject({ ShardId: 'shardId-000000000000' });
  expect(partial.Records[10]).toEqual({
    ErrorCode: 'ProvisionedThroughputExceededException',
    ErrorMessage: 'Rate exceeded for shard shardId-000000000000 in stream s under account 000000000000.',
  });
  await expect(call('PutRecord', { StreamName: 's', ...entries(1)[0] })).rejects.toMatchObject({
    code: 'ProvisionedThroughputExceededException',
  });
  // The first 500 are a second ago, the second 500 are not.
  pass(400);
  const later = await call('PutRecords', { StreamName: 's', Records: entries(500) });
  expect(later.FailedRecordCount).toBe(0);
  expect((await call('PutRecords', { StreamName: 's', Records: entries(1) })).FailedRecordCount).toBe(1);
});

test('a shard takes 1 MiB in a second, and other shards are not held up by it', async () => {
  const { kinesis, call } = kinesisUnderTest();
  kinesis.createStream({ name: 's', shardCount: 2 });
  const half = { Data: Buffer.alloc(512 * 1024 - 1).toString('base64'), PartitionKey: 'a' };
  const put = await call('PutRecords', {
    StreamName: 's',
    Records: [half, half, half, { ...half, PartitionKey: 'b' }],
  });
  expect(put.Records.map((record: { ErrorCode?: string }) => record.ErrorCode === undefined)).toEqual([
    true,
    true,
    false,
    true,
  ]);
});

test('fault injection refuses the chosen entries and no others', async () => {
  const { kinesis, call } = kinesisUnderTest({ refusePut: ({ data }) => Buffer.from(data).toString() === 'bad' });
  kinesis.createStream({ name: 's' });
  const Records = ['good', 'bad', 'good'].map((data) => ({ Data: base64(data), PartitionKey: 'k' }));
  const put = await call('PutRecords', { StreamName: 's', Records });
  expect(put.FailedRecordCount).toBe(1);
  expect(put.Records[1].ErrorCode).toBe('ProvisionedThroughputExceededException');
  expect(kinesis.findStream('s')!.shards[0].lastPlace).toBe(2);
});

test.each([
  ['an empty partition key', { PartitionKey: '' }, "Value '' at 'records.1.member.partitionKey' failed"],
  ['a long partition key', { PartitionKey: 'x'.repeat(257) }, 'Member must have length less than or equal to 256'],
  ['no partition key', { PartitionKey: undefined }, "Value null at 'records.1.member.partitionKey'"],
  [
    'no data',
    { Data: undefined },
    "Value null at 'records.1.member.data' failed to satisfy constraint: Member must not be null",
  ],
  ['a hash key that is no number', { ExplicitHashKey: 'abc' }, 'satisfy regular expression pattern: 0|([1-9]'],
  [
    'a record above the maximum',
    { Data: Buffer.alloc(1024 * 1024).toString('base64') },
    "larger than the stream's maximum",
  ],
])('refuses %s', async (_, change, message) => {
  const { kinesis, call } = kinesisUnderTest();
  kinesis.createStream({ name: 's' });
  const put = call('PutRecords', { StreamName: 's', Records: [{ Data: '', PartitionKey: 'k', ...change }] });
  await expect(put).rejects.toMatchObject({ code: 'ValidationException', message: expect.stringContaining(message) });
});

test('refuses more than 500 records or 10 MiB in one request, and says everything that is wrong at once', async () => {
  const { kinesis, call } = kinesisUnderTest();
  kinesis.createStream({ name: 's' });
  await expect(call('PutRecords', { StreamName: '?', Records: entries(501) })).rejects.toThrow(
    /^2 validation errors detected: Value '\?' at 'streamName' failed.*pattern: \[a-zA-Z0-9_\.-\]\+; Value at 'records' failed.*less than or equal to 500$/,
  );
  await expect(call('PutRecords', { StreamName: 's', Records: entries(11, 1_000_000) })).rejects.toMatchObject({
    code: 'InvalidArgumentException',
    message: 'Records size exceeds 10 MB limit',
  });
});

test('refuses what is not of the right JSON type', async () => {
  const { call } = kinesisUnderTest();
  for (const Data of [5, 'not base64!', {}]) {
    await expect(call('PutRecord', { StreamName: 's', Data, PartitionKey: 'k' })).rejects.toMatchObject({
      code: 'SerializationException',
    });
  }
});
