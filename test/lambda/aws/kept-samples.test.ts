import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keptSamples } from '../../../lambda/aws/kept-samples.ts';
import { type ObjectStore, objectStore } from '../../../local/s3/object-store.ts';
import { s3Service } from '../../../local/s3/s3-service.ts';
import { type LoneService, serveAlone } from '../../local/serve-alone.ts';

const SHARD = 'shardId-000000000000';
let store: ObjectStore;
let service: LoneService;
let client: S3Client;

beforeAll(async () => {
  store = objectStore();
  store.createBucket('models');
  service = await serveAlone('s3', s3Service(store));
  client = new S3Client(service.client);
});

afterAll(async () => {
  client.destroy();
  await service.stop();
});

describe('a sample of a shard', () => {
  it('is none at first, and then what was written, under a key of the shard', async () => {
    const samples = keptSamples('models', client);
    expect(await samples.read(SHARD)).toBeUndefined();
    const version = await samples.write(SHARD, Uint8Array.of(1, 2), undefined);
    expect(await samples.read(SHARD)).toEqual({ bytes: Uint8Array.of(1, 2), version });
    expect(store.get('models', `samples/${SHARD}.jsonl.gz`).body).toEqual(Buffer.of(1, 2));
  });

  it('is replaced only by who knows the one that is there', async () => {
    const samples = keptSamples('models', client);
    const { version } = (await samples.read(SHARD))!;
    expect(await samples.write(SHARD, Uint8Array.of(3), undefined)).toBeUndefined();
    expect(await samples.write(SHARD, Uint8Array.of(3), '"another"')).toBeUndefined();
    const next = await samples.write(SHARD, Uint8Array.of(3), version);
    expect(next).not.toBe(version);
    expect(await samples.write(SHARD, Uint8Array.of(4), version)).toBeUndefined();
    expect(await samples.read(SHARD)).toEqual({ bytes: Uint8Array.of(3), version: next });
  });

  it('that was removed meanwhile was replaced by somebody else', async () => {
    const samples = keptSamples('models', client);
    expect(await samples.write('shardId-000000000007', Uint8Array.of(1), '"gone"')).toBeUndefined();
  });

  it('throws where the bucket cannot be asked', async () => {
    const samples = keptSamples('elsewhere', client);
    await expect(samples.read(SHARD)).rejects.toThrow();
    await expect(samples.write(SHARD, Uint8Array.of(1), undefined)).rejects.toThrow();
  });
});
