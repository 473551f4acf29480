import { expect, test } from 'vitest';
import { createWorld, ROLE_ARN } from './run-mapping.ts';

test('an event looks as on AWS, records in order', async () => {
  const { clock, stream, put, start, invocations } = createWorld();
  const arrivalMs = clock.now() + 987;
  await clock.advance(987);
  const sequenceNumbers = [put('hello', 'test_0'), put('world', 'test_1')];
  await clock.until(start({}).settled());

  expect(invocations.map((invocation) => invocation.event)).toEqual([
    {
      Records: ['aGVsbG8=', 'd29ybGQ='].map((data, i) => ({
        kinesis: {
          kinesisSchemaVersion: '1.0',
          partitionKey: `test_${i}`,
          sequenceNumber: sequenceNumbers[i],
          data,
          approximateArrivalTimestamp: arrivalMs / 1000,
        },
        eventSource: 'aws:kinesis',
        eventVersion: '1.0',
        eventID: `shardId-000000000000:${sequenceNumbers[i]}`,
        eventName: 'aws:kinesis:record',
        invokeIdentityArn: ROLE_ARN,
        awsRegion: 'eu-west-1',
        eventSourceARN: stream.arn,
      })),
    },
  ]);
});

test('two mappings of one stream get every record each', async () => {
  const { clock, put, start, invocations } = createWorld();
  const mappings = [start({}), start({})];
  put('record');
  for (const mapping of mappings) await clock.until(mapping.settled());
  expect(invocations.map((invocation) => invocation.data)).toEqual([['record'], ['record']]);
});

test('a batch never mixes shards', async () => {
  const { clock, put, start, invocations } = createWorld({ shardCount: 2 });
  for (let i = 0; i < 20; i++) put(`${i}`, `key ${i}`);
  await clock.until(start({}).settled());
  const shardsPerBatch = invocations.map(
    ({ event }) => new Set(event.Records.map((r) => r.eventID.split(':')[0])).size,
  );
  expect(shardsPerBatch).toEqual([1, 1]);
});

test('AT_TIMESTAMP delivers what arrived at that time or later', async () => {
  const { clock, put, start, invocations } = createWorld();
  put('before');
  await clock.advance(1000);
  const StartingPositionTimestamp = clock.now() / 1000;
  put('at');
  await clock.advance(1000);
  put('after');
  await clock.until(start({ StartingPosition: 'AT_TIMESTAMP', StartingPositionTimestamp }).settled());
  expect(invocations.map((invocation) => invocation.data)).toEqual([['at', 'after']]);
});

test('a stopped mapping delivers nothing more, and a disabled one nothing at all', async () => {
  const { clock, put, start, invocations } = createWorld();
  const disabled = start({ Enabled: false });
  const mapping = start({});
  put('first');
  await clock.until(mapping.settled());
  await mapping.stop();
  put('second');
  await clock.advance(60_000);
  expect(invocations.map((invocation) => invocation.data)).toEqual([['first']]);
  await disabled.settled();
});

test('stopping neither waits for an invocation that hangs nor gives its records up', async () => {
  const { clock, put, start, invocations, log } = createWorld();
  const mapping = start({ MaximumRetryAttempts: 0 }, () => new Promise(() => {}));
  put('record');
  await clock.advance(1000);
  expect(invocations).toHaveLength(1);
  await mapping.stop();
  expect(log).toEqual([]);
});

test('settled waits for an invocation under way', async () => {
  const { clock, put, start } = createWorld();
  let isDone = false;
  const mapping = start({}, async () => {
    await new Promise<void>((resolve) => clock.after(5000, resolve));
    isDone = true;
    return { kind: 'answered', payload: null };
  });
  put('record');
  await clock.until(mapping.settled());
  expect(isDone).toBe(true);
});
