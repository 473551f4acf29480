import { KinesisClient, PutRecordCommand, SplitShardCommand } from '@aws-sdk/client-kinesis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Gateway, startGateway } from '../../../local/gateway/start-gateway.ts';
import { createKinesis } from '../../../local/kinesis/kinesis.ts';
import { kinesisService } from '../../../local/kinesis/kinesis-service.ts';
import { readStream, type StreamStart } from '../../../operations/stream/read-stream.ts';

let gateway: Gateway;
let client: KinesisClient;

beforeAll(async () => {
  const kinesis = createKinesis({ now: Date.now });
  kinesis.createStream({ name: 'pumps', shardCount: 1 });
  gateway = await startGateway({
    port: 0,
    services: new Map([['kinesis', kinesisService(kinesis)]]),
    principalOf: () => 'admin',
    onBug: (error) => console.error(error),
  });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  client = new KinesisClient({ endpoint: gateway.url, region: 'us-east-1', credentials });
});

afterAll(async () => {
  client.destroy();
  await gateway.stop();
});

const put = (text: string) =>
  client.send(new PutRecordCommand({ StreamName: 'pumps', PartitionKey: 'pump', Data: Buffer.from(text) }));

async function readAll(start: StreamStart): Promise<string[]> {
  const texts: string[] = [];
  await readStream({
    client,
    streamName: 'pumps',
    start,
    endsWhenRead: true,
    stop: new AbortController().signal,
    sleep: (ms) => new Promise((done) => setTimeout(done, ms)),
    onRecords: async (records) => {
      // Whoever reads the children at once would be done with them by then.
      if (records.some(({ shardId }) => shardId.endsWith('0'))) await new Promise((done) => setTimeout(done, 500));
      for (const { data } of records) texts.push(Buffer.from(data).toString());
    },
  });
  return texts;
}

test('what is on a stream is read to its end, and what was there before a split before what came after', async () => {
  await put('1');
  await put('2');
  const NewStartingHashKey = String(2n ** 127n);
  await client.send(
    new SplitShardCommand({ StreamName: 'pumps', ShardToSplit: 'shardId-000000000000', NewStartingHashKey }),
  );
  await expect
    .poll(
      () =>
        put('3').then(
          () => true,
          () => false,
        ),
      { timeout: 20_000 },
    )
    .toBe(true);
  await put('4');
  expect(await readAll({ kind: 'earliest' })).toEqual(['1', '2', '3', '4']);
  expect(await readAll({ kind: 'since', timestampMs: Date.now() - 3_600_000 })).toEqual(['1', '2', '3', '4']);
  expect(await readAll({ kind: 'since', timestampMs: Date.now() })).toEqual([]);
});
