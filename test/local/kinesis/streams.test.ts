import { expect, test } from 'vitest';
import { kinesisUnderTest } from './call-kinesis.ts';

test('a stream is CREATING, then ACTIVE, then DELETING, then gone, and takes records only in between', async () => {
  const { call, pass } = kinesisUnderTest();
  const status = async () =>
    (await call('DescribeStreamSummary', { StreamName: 's' })).StreamDescriptionSummary.StreamStatus;
  const put = () => call('PutRecord', { StreamName: 's', Data: '', PartitionKey: 'k' });
  const notFound = {
    code: 'ResourceNotFoundException',
    message: 'Stream s under account 000000000000 not found.',
  };
  await call('CreateStream', { StreamName: 's', ShardCount: 1 });
  expect(await status()).toBe('CREATING');
  await expect(put()).rejects.toMatchObject(notFound);
  pass(500);
  expect(await status()).toBe('ACTIVE');
  await put();
  await expect(call('CreateStream', { StreamName: 's', ShardCount: 1 })).rejects.toMatchObject({
    code: 'ResourceInUseException',
    message: 'Stream s under account 000000000000 already exists.',
  });
  await call('DeleteStream', { StreamName: 's' });
  expect(await status()).toBe('DELETING');
  await expect(put()).rejects.toMatchObject(notFound);
  pass(500);
  await expect(status()).rejects.toMatchObject(notFound);
});

test('a stream is found by name or ARN, and not by another account’s ARN', async () => {
  const { kinesis, call } = kinesisUnderTest({ region: 'eu-west-1', accountId: '111111111111' });
  kinesis.createStream({ name: 's', shardCount: 2, retentionHours: 48, encrypted: true });
  const StreamARN = 'arn:aws:kinesis:eu-west-1:111111111111:stream/s';
  const { StreamDescription } = await call('DescribeStream', { StreamARN });
  expect(StreamDescription).toMatchObject({
    StreamName: 's',
    StreamARN,
    StreamModeDetails: { StreamMode: 'PROVISIONED' },
    RetentionPeriodHours: 48,
    EncryptionType: 'KMS',
    HasMoreShards: false,
  });
  expect(StreamDescription.Shards).toHaveLength(2);
  await expect(
    call('DescribeStream', { StreamARN: 'arn:aws:kinesis:eu-west-1:222222222222:stream/s' }),
  ).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
  await expect(call('DescribeStream', {})).rejects.toMatchObject({ code: 'InvalidArgumentException' });
});

test('retention grows and shrinks only in the named direction, from a day to a year', async () => {
  const { kinesis, call, pass } = kinesisUnderTest();
  const stream = kinesis.createStream({ name: 's' });
  const change = async (operation: string, RetentionPeriodHours: number) => {
    pass(1000);
    await call(operation, { StreamName: 's', RetentionPeriodHours });
  };
  await change('IncreaseStreamRetentionPeriod', 72);
  expect(stream.retentionHours).toBe(72);
  await expect(change('IncreaseStreamRetentionPeriod', 48)).rejects.toMatchObject({ code: 'InvalidArgumentException' });
  await change('DecreaseStreamRetentionPeriod', 24);
  expect(stream.retentionHours).toBe(24);
  await expect(change('IncreaseStreamRetentionPeriod', 8761)).rejects.toMatchObject({ code: 'ValidationException' });
});

test('streams are listed in pages by name', async () => {
  const { kinesis, call } = kinesisUnderTest();
  for (const name of ['c', 'a', 'b']) kinesis.createStream({ name });
  const first = await call('ListStreams', { Limit: 2 });
  expect(first).toMatchObject({ StreamNames: ['a', 'b'], HasMoreStreams: true });
  const second = await call('ListStreams', { Limit: 2, NextToken: first.NextToken });
  expect(second).toMatchObject({ StreamNames: ['c'], HasMoreStreams: false });
});

test('the mode can be changed, and an on-demand stream is made without a number of shards', async () => {
  const { kinesis, call } = kinesisUnderTest();
  const { arn: StreamARN } = kinesis.createStream({ name: 's' });
  await call('UpdateStreamMode', { StreamARN, StreamModeDetails: { StreamMode: 'ON_DEMAND' } });
  expect(kinesis.findStream('s')!.mode).toBe('ON_DEMAND');
  const StreamModeDetails = { StreamMode: 'ON_DEMAND' };
  await expect(call('CreateStream', { StreamName: 't', ShardCount: 1, StreamModeDetails })).rejects.toThrow(
    'ShardCount',
  );
  await expect(call('CreateStream', { StreamName: 't' })).rejects.toThrow('ShardCount');
});

test('an operation that is not served is named, with those that are', async () => {
  const { call } = kinesisUnderTest();
  await expect(call('SubscribeToShard', {})).rejects.toMatchObject({
    code: 'UnknownOperationException',
    message: expect.stringMatching(/no operation Kinesis_20131202\.SubscribeToShard, only .*PutRecords/),
  });
});
