import {
  CreateStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  PutRecordsCommand,
  ResourceNotFoundException,
  waitUntilStreamExists,
} from '@aws-sdk/client-kinesis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Gateway, startGateway } from '../../../local/gateway/start-gateway.ts';
import { createKinesis } from '../../../local/kinesis/kinesis.ts';
import { kinesisService } from '../../../local/kinesis/kinesis-service.ts';

let gateway: Gateway;
let client: KinesisClient;

beforeAll(async () => {
  const kinesis = createKinesis({ now: Date.now });
  gateway = await startGateway({
    port: 0,
    services: new Map([['kinesis', kinesisService(kinesis)]]),
    principalOf: () => 'admin',
    onBug: (error) => console.error(error),
  });
  // The client at its defaults: cleartext HTTP/2.
  client = new KinesisClient({
    endpoint: gateway.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
});

afterAll(async () => {
  client.destroy();
  await gateway.stop();
});

test('the SDK at its defaults makes a stream, waits for it, puts records and reads them back', async () => {
  await client.send(new CreateStreamCommand({ StreamName: 'sdk', ShardCount: 2 }));
  await waitUntilStreamExists({ client, maxWaitTime: 10, minDelay: 1, maxDelay: 1 }, { StreamName: 'sdk' });
  const Records = ['a', 'b', 'c'].map((key) => ({ Data: Buffer.from(`data of ${key}`), PartitionKey: key }));
  const put = await client.send(new PutRecordsCommand({ StreamName: 'sdk', Records }));
  expect(put.FailedRecordCount).toBe(0);

  const read: string[] = [];
  for (const ShardId of new Set(put.Records!.map((record) => record.ShardId))) {
    const iterator = await client.send(
      new GetShardIteratorCommand({ StreamName: 'sdk', ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
    );
    const got = await client.send(new GetRecordsCommand({ ShardIterator: iterator.ShardIterator }));
    for (const { Data, ApproximateArrivalTimestamp } of got.Records!) {
      read.push(Buffer.from(Data!).toString());
      expect(Math.abs(ApproximateArrivalTimestamp!.getTime() - Date.now())).toBeLessThan(60_000);
    }
  }
  expect(read.sort()).toEqual(['data of a', 'data of b', 'data of c']);
});

test('the SDK knows our refusals as its own exceptions', async () => {
  const put = client.send(
    new PutRecordsCommand({ StreamName: 'none', Records: [{ Data: Buffer.from('x'), PartitionKey: 'k' }] }),
  );
  await expect(put).rejects.toThrow(ResourceNotFoundException);
  await expect(put).rejects.toThrow('Stream none under account 000000000000 not found.');
});

test('over HTTP/1.1 the same port serves what the aws CLI and boto3 send', async () => {
  const call = (operation: string, input: object) =>
    fetch(gateway.url, {
      method: 'POST',
      headers: {
        authorization: 'AWS4-HMAC-SHA256 Credential=test/20261120/us-east-1/kinesis/aws4_request',
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `Kinesis_20131202.${operation}`,
      },
      body: JSON.stringify(input),
    });
  const created = await call('CreateStream', { StreamName: 'http1', ShardCount: 1 });
  expect([created.status, await created.text()]).toEqual([200, '']);
  const refused = await call('DescribeStream', { StreamName: 'none' });
  expect(refused.status).toBe(400);
  expect(await refused.json()).toEqual({
    __type: 'ResourceNotFoundException',
    message: 'Stream none under account 000000000000 not found.',
  });
});
