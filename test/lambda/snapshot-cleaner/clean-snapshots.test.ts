import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keptSnapshots } from '../../../lambda/aws/kept-snapshots.ts';
import { shardItems } from '../../../lambda/aws/shard-items.ts';
import { snapshotBucket } from '../../../lambda/aws/snapshot-bucket.ts';
import { type CleaningPorts, cleanSnapshots } from '../../../lambda/snapshot-cleaner/clean-snapshots.ts';
import { type DynamoDb, startDynamoDb } from '../../../local/dynamodb/start-dynamodb.ts';
import { objectStore } from '../../../local/s3/object-store.ts';
import { s3Service } from '../../../local/s3/s3-service.ts';
import { type LoneService, serveAlone } from '../../local/serve-alone.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let dynamodb: DynamoDb;
let services: LoneService[];
let clients: { dynamodb: DynamoDBClient; s3: S3Client };

beforeAll(async () => {
  const properties = {
    AttributeDefinitions: [{ AttributeName: 'shard', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'shard', KeyType: 'HASH' }],
  };
  dynamodb = await startDynamoDb([{ ref: 'shards', properties } as never]);
  services = [await serveAlone('dynamodb', dynamodb.handler), await serveAlone('s3', s3Service(objectStore()))];
  clients = { dynamodb: new DynamoDBClient(services[0]!.client), s3: new S3Client(services[1]!.client) };
});

afterAll(async () => {
  for (const client of Object.values(clients)) client.destroy();
  for (const service of services) await service.stop();
  await dynamodb.stop();
});

/** Snapshots of these keys, of which a shard's item names the first two, by the ports to the real services. */
async function put(bucketName: string, keys: readonly string[]): Promise<CleaningPorts> {
  await clients.s3.send(new CreateBucketCommand({ Bucket: bucketName }));
  const snapshots = snapshotBucket(bucketName, clients.s3);
  for (const key of keys) await snapshots.put(key, Uint8Array.of(1));
  const item = { lineage: 1, genesis: '1', genesisArrivalMs: 1, lastArrivalMs: 1, token: 't', learner: 'l' };
  const [snapshot, previous] = keys.map((key) => ({ key, arrivalMs: 1 }));
  await shardItems('shards', clients.dynamodb).create(bucketName, { ...item, snapshot, previous });
  return { ...keptSnapshots({ tableName: 'shards', bucketName, ...clients }), now: () => Date.now() + 25 * HOUR_MS };
}

async function left(Bucket: string): Promise<string[]> {
  const { Contents = [] } = await clients.s3.send(new ListObjectsV2Command({ Bucket }));
  return Contents.map(({ Key }) => Key!.replace('snapshots/', ''));
}

describe('removing snapshots', () => {
  it('spares those that an item names, as its own or the one before', async () => {
    const ports = await put('named', ['s@1/a/2', 's@1/a/1', 's@1/a/0', 's@0/old']);
    expect(await cleanSnapshots(ports, DAY_MS)).toBe(2);
    expect(await left('named')).toEqual(['s@1/a/1', 's@1/a/2']);
    expect(await cleanSnapshots(ports, DAY_MS)).toBe(0);
  });

  it('spares for a day what nobody names', async () => {
    const ports = await put('young', ['y2', 'y1', 'y0']);
    expect(await cleanSnapshots({ ...ports, now: () => Date.now() + 23 * HOUR_MS }, DAY_MS)).toBe(0);
    expect(await left('young')).toHaveLength(3);
  });

  it('goes on behind the first thousand', async () => {
    const ports = await put('many', ['m2', 'm1']);
    const keys = Array.from({ length: 1002 }, (_, i) => `many/${i}`);
    const snapshots = snapshotBucket('many', clients.s3);
    for (const key of keys) await snapshots.put(key, Uint8Array.of(1));
    expect(await cleanSnapshots(ports, DAY_MS)).toBe(1002);
    expect(await left('many')).toEqual(['m1', 'm2']);
  });

  it('spares what was named while it looked', async () => {
    const named = new Set<string>();
    const removed: string[] = [];
    const ports: CleaningPorts = {
      async *snapshots() {
        yield { key: 'a', putAtMs: 0 };
        named.add('a');
        yield { key: 'b', putAtMs: 0 };
      },
      named: async () => named,
      remove: async (keys) => void removed.push(...keys),
      now: () => 25 * HOUR_MS,
    };
    expect(await cleanSnapshots(ports, DAY_MS)).toBe(1);
    expect(removed).toEqual(['b']);
  });
});
