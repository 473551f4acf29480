import { randomBytes } from 'node:crypto';
import { HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { snapshotBucket } from '../../../lambda/aws/snapshot-bucket.ts';
import { Unavailable } from '../../../lambda/failures.ts';
import { type ObjectStore, objectStore } from '../../../local/s3/object-store.ts';
import { s3Service } from '../../../local/s3/s3-service.ts';
import { type LoneService, serveAlone } from '../../local/serve-alone.ts';

let store: ObjectStore;
let service: LoneService;
let client: S3Client;
let gets = 0;

beforeAll(async () => {
  store = objectStore();
  store.createBucket('states');
  const serve = s3Service(store);
  service = await serveAlone('s3', (request) => {
    if (request.method === 'GET') gets++;
    return serve(request);
  });
  client = new S3Client(service.client);
});

afterAll(async () => {
  client.destroy();
  await service.stop();
});

describe('a snapshot', () => {
  it('comes back as it was put, under its own prefix and with its checksum', async () => {
    const snapshots = snapshotBucket('states', client);
    const bytes = new Uint8Array(randomBytes(300_000));
    await snapshots.put('plant@1/shardId-000000000000/7', bytes);
    expect(await snapshots.get('plant@1/shardId-000000000000/7')).toEqual(bytes);
    const Key = 'snapshots/plant@1/shardId-000000000000/7';
    const head = await client.send(new HeadObjectCommand({ Bucket: 'states', Key, ChecksumMode: 'ENABLED' }));
    expect(head.ChecksumSHA256).toMatch(/^.{43}=$/);
  });

  it('may be empty, and is undefined where there is none', async () => {
    const snapshots = snapshotBucket('states', client);
    await snapshots.put('empty', new Uint8Array());
    expect(await snapshots.get('empty')).toEqual(new Uint8Array());
    expect(await snapshots.get('none')).toBeUndefined();
  });

  it('is read twice and then counts as none where its bytes are not those that were put', async () => {
    const snapshots = snapshotBucket('states', client);
    await snapshots.put('spoilt', Uint8Array.of(1, 2, 3));
    const { headers } = store.get('states', 'snapshots/spoilt');
    store.put('states', 'snapshots/spoilt', Uint8Array.of(1, 2, 4), headers);
    gets = 0;
    expect(await snapshots.get('spoilt')).toBeUndefined();
    expect(gets).toBe(2);
  });

  it('is unavailable, not absent, where the bucket cannot be asked', async () => {
    const snapshots = snapshotBucket('elsewhere', client);
    await expect(snapshots.get('x')).rejects.toThrow(Unavailable);
    await expect(snapshots.put('x', Uint8Array.of(1))).rejects.toMatchObject({ port: 'sourceState' });
  });
});
