import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeRecord } from '../../../contracts/decode-record.ts';
import { shardItems } from '../../../lambda/aws/shard-items.ts';
import { snapshotBucket } from '../../../lambda/aws/snapshot-bucket.ts';
import { type DynamoDb, startDynamoDb } from '../../../local/dynamodb/start-dynamodb.ts';
import { createKinesis } from '../../../local/kinesis/kinesis.ts';
import { kinesisService } from '../../../local/kinesis/kinesis-service.ts';
import { objectStore } from '../../../local/s3/object-store.ts';
import { s3Service } from '../../../local/s3/s3-service.ts';
import { openShards } from '../../../operations/sources/open-shards.ts';
import { putForget } from '../../../operations/sources/put-forget.ts';
import { readKnownSources } from '../../../operations/sources/read-known-sources.ts';
import { readShardRows } from '../../../operations/sources/shard-rows.ts';
import { sourceLine, sourceText } from '../../../operations/sources/show-sources.ts';
import { putEntriesTo } from '../../../operations/stream/put-entries.ts';
import { packSources } from '../../../streams/pack-sources.ts';
import { Sources } from '../../../streams/sources.ts';
import { type LoneService, serveAlone } from '../../local/serve-alone.ts';

const HOUR_MS = 3_600_000;
const FROM_MS = Date.UTC(2026, 10, 2);
const SETTINGS = { counters: new Set<string>(), silentAfterMs: 1e12, mostFeatures: 1000 };
const SHARDS = ['shardId-000000000000', 'shardId-000000000001'] as const;

let dynamodb: DynamoDb;
const kinesis = createKinesis({ now: () => FROM_MS });
const services: LoneService[] = [];
let clients: { dynamodb: DynamoDBClient; kinesis: KinesisClient; s3: S3Client };

beforeAll(async () => {
  const properties = {
    AttributeDefinitions: [{ AttributeName: 'shard', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'shard', KeyType: 'HASH' }],
  };
  dynamodb = await startDynamoDb([{ ref: 'shards', properties } as never]);
  const store = objectStore();
  store.createBucket('states');
  const handlers = { dynamodb: dynamodb.handler, kinesis: kinesisService(kinesis), s3: s3Service(store) };
  for (const [name, handler] of Object.entries(handlers)) services.push(await serveAlone(name, handler));
  clients = {
    dynamodb: new DynamoDBClient(services[0]!.client),
    kinesis: new KinesisClient(services[1]!.client),
    s3: new S3Client(services[2]!.client),
  };
  // One shard knows two sources, the other one nothing but that it has begun; and so does one of an older stream.
  const sources = new Sources(SETTINGS);
  for (let hour = 0; hour < 200; hour++) {
    const timestampMs = FROM_MS + hour * HOUR_MS;
    const features = { heat: 20 + (hour % 24), flow: 7 };
    sources.judgeAndLearn({ source: 'pump', timestampMs, arrivalMs: timestampMs, features });
  }
  const later = FROM_MS + 200 * HOUR_MS;
  sources.judgeAndLearn({ source: 'fan\u202e', timestampMs: later, arrivalMs: later, features: { speed: 1 } });
  await snapshotBucket('states', clients.s3).put('k1', packSources(sources));
  const items = shardItems('shards', clients.dynamodb);
  const item = { lineage: 1, genesis: '1', genesisArrivalMs: 1, lastArrivalMs: 1, token: 't', learner: 'l' };
  const snapshot = { key: 'k1', sequence: '9', arrivalMs: later };
  const gap = { reason: 'expired', atMs: FROM_MS } as const;
  await items.create(`plant@2000/${SHARDS[0]}`, { ...item, lineage: 2, snapshot, gap });
  await items.create(`plant@2000/${SHARDS[1]}`, item);
  await items.create(`plant@1000/${SHARDS[1]}`, { ...item, snapshot });
  await items.create(`other@2000/${SHARDS[1]}`, { ...item, snapshot });
});

afterAll(async () => {
  for (const client of Object.values(clients)) client.destroy();
  for (const service of services) await service.stop();
  await dynamodb.stop();
});

describe('what is known of sources', () => {
  const rows = () => readShardRows(clients.dynamodb, 'shards', 'plant', new Set(SHARDS));
  const known = async () => Array.fromAsync(readKnownSources(clients.s3, 'states', await rows()));

  it('is read from the items of this stream, and not of one that had its name before', async () => {
    expect(await rows()).toMatchObject([
      { shardId: SHARDS[0], lineage: 2, snapshot: { key: 'k1' }, gap: { reason: 'expired' } },
      { shardId: SHARDS[1], lineage: 1 },
    ]);
    expect((await rows())[1]!.snapshot).toBeUndefined();
    expect(await readShardRows(clients.dynamodb, 'shards', 'plant', new Set([SHARDS[1]]))).toHaveLength(1);
  });

  it('is listed with who spoke last first, and nothing in a name acts on the terminal', async () => {
    const lines = (await known()).map(sourceLine);
    expect(lines).toEqual([
      '2026-11-10 08:00           1  1 feature     fan\ufffd',
      '2026-11-10 07:00         200  2 features    pump',
    ]);
  });

  it('is shown with what is expected now, what is usual at each hour, and what that was learned from', async () => {
    const pump = (await known()).find(({ source }) => source === 'pump')!;
    const text = sourceText(pump, FROM_MS + 204 * HOUR_MS, 'UTC');
    expect(text).toContain('learned from 200 observations, the last at 2026-11-10 07:00');
    expect(text).toContain(`as ${SHARDS[0]} knew it at 2026-11-10 08:00`);
    expect(text).toContain('usually every 60 minutes; it is too new, or pauses too often, to be missed');
    const [, expected] = /heat {2}now ([\d.]+) is expected, give or take/.exec(text) ?? [];
    expect(Math.abs(Number(expected) - 32)).toBeLessThan(3);
    expect(text).toMatch(/between 20 and 43 in 200 observations/);
    expect(text).toMatch(/▁▁▁▂▂▂▃▃▃▄▄▄▅▅▅▆▆▆▇▇▇███ weekdays, 0 to 23 h/);
    expect(text).toMatch(/flow {2}now 7 is expected/);
  });

  it('is refused in a sentence where a snapshot is gone', async () => {
    const row = { shardId: SHARDS[0], lineage: 1, snapshot: { key: 'gone', arrivalMs: 0 } };
    const reading = Array.fromAsync(readKnownSources(clients.s3, 'states', [row]));
    await expect(reading).rejects.toThrow(`the snapshot of ${SHARDS[0]} is gone or was just replaced: try again`);
  });
});

describe('forgetting a source', () => {
  it('is put on every shard that takes records, and on no other', async () => {
    const stream = kinesis.createStream({ name: 'plant' });
    stream.resize(3);
    const shards = await openShards(clients.kinesis, 'plant');
    expect(shards.map(({ shardId }) => shardId)).toEqual(stream.openShards.map(({ id }) => id));
    await putForget(putEntriesTo(clients.kinesis, 'plant'), shards, 'pump');
    for (const shard of stream.shards) {
      const records = shard.isOpen ? [shard.at(shard.lastPlace)!] : [];
      const decoded = records.flatMap(({ data }) => decodeRecord(data, { partitionKey: 'weir', arrivalMs: 0 }));
      const forgets = [{ ok: true, observation: { source: 'pump' }, stateOnly: 'forget' }];
      expect(decoded).toMatchObject(shard.isOpen ? forgets : []);
    }
  });

  it('fails with the shard that did not take it', async () => {
    const put = async () => [{ shardId: 'a', sequenceNumber: '1' }, { refused: 'InternalFailure' }];
    const shards = SHARDS.map((shardId) => ({ shardId, hashKey: '0' }));
    const message = `${SHARDS[1]} did not take it (InternalFailure): the same command can be given again`;
    await expect(putForget(put, shards, 'pump')).rejects.toThrow(message);
  });
});
