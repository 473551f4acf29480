import { gzipSync } from 'node:zlib';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LEARNING_STATE_KEY, type LearningState } from '../../../contracts/learning-state.ts';
import { sampleKey } from '../../../contracts/row-sample.ts';
import { learningObjects } from '../../../lambda/aws/learning-objects.ts';
import { objectStore } from '../../../local/s3/object-store.ts';
import { s3Service } from '../../../local/s3/s3-service.ts';
import { serveAlone } from '../../local/serve-alone.ts';

let service: Awaited<ReturnType<typeof serveAlone>>;
let client: S3Client;

beforeAll(async () => {
  const store = objectStore();
  store.createBucket('models');
  service = await serveAlone('s3', s3Service(store));
  client = new S3Client(service.client);
});

afterAll(async () => {
  client.destroy();
  await service.stop();
});

const put = (Key: string, Body: Uint8Array | string) =>
  client.send(new PutObjectCommand({ Bucket: 'models', Key, Body }));

test('samples are read shard by shard, and one that cannot be unpacked is passed over', async () => {
  await put(sampleKey('shardId-1'), gzipSync('one\n'));
  await put(sampleKey('shardId-2'), 'no gzip');
  await put(sampleKey('shardId-3'), gzipSync('three\n'));
  expect(await Array.fromAsync(learningObjects('models', client).samples())).toEqual(['one\n', 'three\n']);
});

test('what the trainer knows is there at the next tick; of what is none it begins anew', async () => {
  const objects = learningObjects('models', client);
  expect(await objects.readState()).toBeUndefined();
  const state: LearningState = {
    format: 'weir-learning-state',
    formatVersion: 1,
    said: { atMs: 1000, rows: 5, sources: 2, waitsFor: ['rows'] },
    lastTry: { atMs: 900, spanMs: 60_000 },
    waiting: { model: 'a'.repeat(64), why: 'learning is set to propose' },
  };
  await objects.writeState(state);
  expect(await objects.readState()).toEqual(state);
  await put(LEARNING_STATE_KEY, '{"format":"another"}');
  expect(await objects.readState()).toBeUndefined();
});
