import { expect, test } from 'vitest';
import { createWorld } from './run-mapping.ts';

const givingUpTo = (Destination: string) => ({
  MaximumRetryAttempts: 1,
  DestinationConfig: { OnFailure: { Destination } },
});

test('a queue and a topic get the same metadata, without the records', async () => {
  for (const [kind, arn] of [
    ['sqs', 'arn:aws:sqs:eu-west-1:111111111111:failures'],
    ['sns', 'arn:aws:sns:eu-west-1:111111111111:failures'],
  ]) {
    const { clock, put, start, deliveries } = createWorld();
    const mapping = start(givingUpTo(arn!), () => ({ kind: 'function_error', requestId: 'the-request' }));
    put('record');
    await clock.until(mapping.settled());
    expect(deliveries).toMatchObject([{ kind, [kind === 'sqs' ? 'queueArn' : 'topicArn']: arn }]);
    const document = JSON.parse(deliveries[0].body);
    expect(document.requestContext.requestId).toBe('the-request');
    expect(Object.keys(document)).toEqual([
      'requestContext',
      'responseContext',
      'version',
      'timestamp',
      'KinesisBatchInfo',
    ]);
  }
});

test('a bucket gets the metadata and the whole event as text, under a key of mapping, shard, day and second', async () => {
  const { clock, put, start, invocations, deliveries } = createWorld();
  const mapping = start(givingUpTo('arn:aws:s3:::failures'), () => ({ kind: 'function_error' }));
  put('a');
  put('b');
  await clock.until(mapping.settled());

  expect(deliveries).toMatchObject([{ kind: 's3', bucket: 'failures' }]);
  const delivery = deliveries[0] as Extract<(typeof deliveries)[0], { kind: 's3' }>;
  const document = JSON.parse(delivery.body);
  expect(document.KinesisBatchInfo.batchSize).toBe(2);
  expect(JSON.parse(document.payload)).toEqual(invocations[0].event);
  // Half a second after noon: one retry.
  const [directory, random] = [delivery.key.slice(0, -36), delivery.key.slice(-36)];
  expect(directory).toBe(`aws/lambda/${mapping.uuid}/shardId-000000000000/2026/11/20/2026-11-20T12.00.00-`);
  expect(random).toMatch(/^[0-9a-f-]{36}$/);
});

test('a record too large for any event goes to the destination without an invocation', async () => {
  const { clock, stream, start, invocations, deliveries } = createWorld();
  const data = Buffer.alloc(5 * 1024 * 1024);
  // Straight into the shard: on AWS such a record needs a stream whose maximum was raised.
  stream.shards[0].append({ partitionKey: 'test', data }, 1, clock.now());
  stream.put({ partitionKey: 'test', data: Buffer.from('small') });
  await clock.until(start(givingUpTo('arn:aws:s3:::failures')).settled());
  expect(invocations.map((invocation) => invocation.data)).toEqual([['small']]);
  expect(JSON.parse(deliveries[0].body)).toMatchObject({ requestContext: { approximateInvokeCount: 0 } });
});
