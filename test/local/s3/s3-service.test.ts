import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Gateway, startGateway } from '../../../local/gateway/start-gateway.ts';
import { objectStore } from '../../../local/s3/object-store.ts';
import { s3Service } from '../../../local/s3/s3-service.ts';

let gateway: Gateway;
let client: S3Client;
const Bucket = 'the-bucket';

beforeAll(async () => {
  const store = objectStore();
  store.createBucket(Bucket);
  gateway = await startGateway({
    port: 0,
    services: new Map([['s3', s3Service(store)]]),
    principalOf: () => 'admin',
    onBug: (error) => Promise.reject(error),
  });
  const credentials = { accessKeyId: 'AKIAME', secretAccessKey: 'x' };
  client = new S3Client({ endpoint: gateway.url, region: 'us-east-1', credentials });
});

afterAll(async () => {
  client.destroy();
  await gateway.stop();
});

const put = (Key: string, Body: string | Uint8Array, more = {}) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));

test('an object comes back with its bytes, type and metadata, whatever is in its key', async () => {
  const Key = 'a folder/ü&<>+%.bin';
  const bytes = Uint8Array.of(0, 255, 13, 10);
  await put(Key, bytes, { ContentType: 'application/x-test', ContentEncoding: 'gzip', Metadata: { reason: 'why' } });
  const got = await client.send(new GetObjectCommand({ Bucket, Key }));
  expect(await got.Body!.transformToByteArray()).toEqual(bytes);
  expect(got).toMatchObject({
    ContentType: 'application/x-test',
    ContentEncoding: 'gzip',
    Metadata: { reason: 'why' },
    ContentLength: 4,
  });
  expect(await client.send(new HeadObjectCommand({ Bucket, Key }))).toMatchObject({ ContentLength: 4 });
});

test('a part of an object can be asked for', async () => {
  await put('range', '0123456789');
  const got = await client.send(new GetObjectCommand({ Bucket, Key: 'range', Range: 'bytes=2-4' }));
  expect([await got.Body!.transformToString(), got.ContentRange]).toEqual(['234', 'bytes 2-4/10']);
});

test('listing goes page by page, by prefix and by folder', async () => {
  for (const key of ['list/b/2', 'list/a', 'list/b/1', 'list/c']) await put(key, key);
  const pages = paginateListObjectsV2({ client, pageSize: 1 }, { Bucket, Prefix: 'list/', Delimiter: '/' });
  const seen: (string | undefined)[] = [];
  for await (const { Contents = [], CommonPrefixes = [] } of pages) {
    seen.push(...Contents.map(({ Key }) => Key), ...CommonPrefixes.map(({ Prefix }) => Prefix));
  }
  expect(seen).toEqual(['list/a', 'list/b/', 'list/c']);
});

test('a conditional put does not overwrite', async () => {
  await put('once', 'first', { IfNoneMatch: '*' });
  await expect(put('once', 'second', { IfNoneMatch: '*' })).rejects.toMatchObject({
    name: 'PreconditionFailed',
    $metadata: { httpStatusCode: 412 },
  });
  const got = await client.send(new GetObjectCommand({ Bucket, Key: 'once' }));
  expect(await got.Body!.transformToString()).toBe('first');
});

test('deleted objects are gone', async () => {
  await put('gone/1', '1');
  await put('gone/2', '2');
  await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'gone/1' }, { Key: 'gone/2' }] } }));
  expect(await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'gone/' }))).toMatchObject({ KeyCount: 0 });
});

test('what is not there is told as S3 tells it', async () => {
  await expect(client.send(new GetObjectCommand({ Bucket, Key: 'nothing' }))).rejects.toMatchObject({
    name: 'NoSuchKey',
  });
  await expect(client.send(new ListObjectsV2Command({ Bucket: 'no-bucket' }))).rejects.toMatchObject({
    name: 'NoSuchBucket',
  });
});
