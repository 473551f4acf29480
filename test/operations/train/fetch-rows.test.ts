import { existsSync, readFileSync } from 'node:fs';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ObjectStore, objectStore } from '../../../local/s3/object-store.ts';
import { s3Service } from '../../../local/s3/s3-service.ts';
import { fetchRows } from '../../../operations/train/fetch-rows.ts';
import { type LoneService, serveAlone } from '../../local/serve-alone.ts';

let store: ObjectStore;
let service: LoneService;
let client: S3Client;

beforeAll(async () => {
  store = objectStore();
  store.createBucket('lake');
  service = await serveAlone('s3', s3Service(store));
  client = new S3Client(service.client);
});

afterAll(async () => {
  client.destroy();
  await service.stop();
});

it('brings the objects under a prefix in the order of their keys, and takes them away again', async () => {
  const keys = ['rows/day=2/part.csv', 'rows/day=1/part.csv', 'rows/_SUCCESS', 'rows/empty.csv', 'elsewhere.csv'];
  for (const key of keys) store.put('lake', key, Buffer.from(key.includes('empty') ? '' : `a\n${key}`));
  const { files, done } = await fetchRows('s3://lake/rows/', client);
  expect(files.map((file) => readFileSync(file, 'utf8'))).toEqual(['a\nrows/day=1/part.csv', 'a\nrows/day=2/part.csv']);
  expect(files.every((file) => file.endsWith('-part.csv'))).toBe(true);
  done();
  expect(files.some((file) => existsSync(file))).toBe(false);
});

it('takes a key, too', async () => {
  store.put('lake', 'one.jsonl.gz', Buffer.from('x'));
  const { files, done } = await fetchRows('s3://lake/one.jsonl.gz', client);
  expect(files).toHaveLength(1);
  done();
});

it('says what is wrong where nothing is there, or where it is no such address', async () => {
  await expect(fetchRows('s3://lake/nothing/', client)).rejects.toThrow(
    'nothing with rows is under s3://lake/nothing/',
  );
  await expect(fetchRows('rows.csv', client)).rejects.toThrow(
    'wanted an address like s3://bucket/prefix, got rows.csv',
  );
});
