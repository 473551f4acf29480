import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  GetObjectAclCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { objectStore } from '../../../local/s3/object-store.ts';
import { s3Service } from '../../../local/s3/s3-service.ts';
import { type LoneService, serveAlone } from '../serve-alone.ts';

let service: LoneService;
let client: S3Client;
const Bucket = 'the-bucket';

beforeAll(async () => {
  const store = objectStore();
  store.createBucket(Bucket);
  service = await serveAlone('s3', s3Service(store));
  client = new S3Client(service.client);
});

afterAll(async () => {
  client.destroy();
  await service.stop();
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

test('an object is compared with its checksum when it comes, and has it for who asks', async () => {
  const ChecksumSHA256 = 'LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ='; // of "hello"
  await put('checked', 'hello', { ChecksumSHA256 });
  const got = await client.send(new GetObjectCommand({ Bucket, Key: 'checked', ChecksumMode: 'ENABLED' }));
  expect(got.ChecksumSHA256).toBe(ChecksumSHA256);
  expect(await got.Body!.transformToString()).toBe('hello');
  const part = await client.send(new GetObjectCommand({ Bucket, Key: 'checked', Range: 'bytes=0-1' }));
  expect(part.ChecksumSHA256).toBeUndefined();
  await expect(put('wrong', 'hullo', { ChecksumSHA256 })).rejects.toMatchObject({ name: 'BadDigest' });
});

test('a part of an object can be asked for', async () => {
  await put('range', '0123456789');
  const got = await client.send(new GetObjectCommand({ Bucket, Key: 'range', Range: 'bytes=2-4' }));
  expect([await got.Body!.transformToString(), got.ContentRange]).toEqual(['234', 'bytes 2-4/10']);
  const end = await client.send(new GetObjectCommand({ Bucket, Key: 'range', Range: 'bytes=-3' }));
  expect([await end.Body!.transformToString(), end.ContentRange]).toEqual(['789', 'bytes 7-9/10']);
});

test('an object is given on the condition that it is the one meant, or another one than is known', async () => {
  const { ETag } = await put('conditions', 'x');
  const get = (more: object) => client.send(new GetObjectCommand({ Bucket, Key: 'conditions', ...more }));
  expect(await (await get({ IfMatch: ETag })).Body!.transformToString()).toBe('x');
  await expect(get({ IfMatch: '"other"' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
  await expect(get({ IfNoneMatch: ETag })).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
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

test('the first version of the listing goes by markers', async () => {
  for (const key of ['v1/a', 'v1/b/1', 'v1/b/2', 'v1/c +ü']) await put(key, key);
  const list = (more: object) => client.send(new ListObjectsCommand({ Bucket, Prefix: 'v1/', ...more }));
  const first = await list({ MaxKeys: 2, Delimiter: '/' });
  expect(first).toMatchObject({ IsTruncated: true, NextMarker: 'v1/b/', Delimiter: '/', Marker: '' });
  expect(first.Contents?.map(({ Key }) => Key)).toEqual(['v1/a']);
  expect(first.CommonPrefixes).toEqual([{ Prefix: 'v1/b/' }]);
  const second = await list({ Delimiter: '/', Marker: first.NextMarker, EncodingType: 'url' });
  expect(second).toMatchObject({ IsTruncated: false, Marker: 'v1/b/' });
  expect(second.Contents?.map(({ Key }) => decodeURIComponent(Key!))).toEqual(['v1/c +ü']);
  // Without a delimiter the last key is the marker, and S3 repeats nothing.
  expect(await list({ MaxKeys: 1 })).not.toHaveProperty('NextMarker');
});

test('a copy has the bytes and the headers of its source, or its own', async () => {
  const Key = 'copy/to';
  await put('copy/from ü+', 'x', { ContentType: 'text/x', Metadata: { a: '1' } });
  const CopySource = `${Bucket}/${encodeURIComponent('copy/from ü+')}`;
  const { CopyObjectResult } = await client.send(new CopyObjectCommand({ Bucket, Key, CopySource }));
  const copied = await client.send(new GetObjectCommand({ Bucket, Key }));
  expect(await copied.Body!.transformToString()).toBe('x');
  expect(copied).toMatchObject({ ETag: CopyObjectResult?.ETag, ContentType: 'text/x', Metadata: { a: '1' } });
  const replaced = { MetadataDirective: 'REPLACE', ContentType: 'text/y', Metadata: { b: '2' } } as const;
  await client.send(new CopyObjectCommand({ Bucket, Key, CopySource, ...replaced }));
  const head = await client.send(new HeadObjectCommand({ Bucket, Key }));
  expect(head).toMatchObject({ ContentType: 'text/y', Metadata: { b: '2' } });
});

test.each([
  ['of nothing', 'the-bucket/nothing', 'NoSuchKey'],
  ['of no bucket', 'no-bucket/x', 'NoSuchBucket'],
  ['of an older version', 'the-bucket/x?versionId=1', 'InvalidArgument'],
  ['of itself without a change', 'the-bucket/copy/self', 'InvalidRequest'],
])('a copy %s is refused', async (_what, CopySource, name) => {
  await put('copy/self', 'x');
  const copy = new CopyObjectCommand({ Bucket, Key: 'copy/self', CopySource });
  await expect(client.send(copy)).rejects.toMatchObject({ name });
});

test('a presigned URL gets and puts without a client, with the headers that it wishes, until it ends', async () => {
  await put('signed/ü', 'x');
  const get = new GetObjectCommand({ Bucket, Key: 'signed/ü', ResponseContentType: 'text/wished' });
  const answer = await fetch(await getSignedUrl(client, get, { expiresIn: 60 }));
  expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([200, 'text/wished', 'x']);
  const url = await getSignedUrl(client, new PutObjectCommand({ Bucket, Key: 'signed/new' }), { expiresIn: 60 });
  expect((await fetch(url, { method: 'PUT', body: 'y' })).status).toBe(200);
  const got = await client.send(new GetObjectCommand({ Bucket, Key: 'signed/new' }));
  expect(await got.Body!.transformToString()).toBe('y');
  const signingDate = new Date(Date.now() - 61_000);
  const late = await fetch(await getSignedUrl(client, get, { expiresIn: 60, signingDate }));
  expect(late.status).toBe(403);
  expect(await late.text()).toContain('<Code>AccessDenied</Code><Message>Request has expired');
});

test('a URL that is presigned by the older signature does the same', async () => {
  await put('older', 'x');
  const { endpoint } = service.client;
  const url = (endsIn: number) =>
    `${endpoint}/${Bucket}/older?AWSAccessKeyId=AKIAME&Signature=x&Expires=${Math.floor(Date.now() / 1000) + endsIn}`;
  expect(await (await fetch(url(60))).text()).toBe('x');
  expect((await fetch(url(-60))).status).toBe(403);
});

test('a bucket can be made and, once empty, removed', async () => {
  await client.send(new CreateBucketCommand({ Bucket: 'another-bucket' }));
  await client.send(new PutObjectCommand({ Bucket: 'another-bucket', Key: 'x', Body: 'x' }));
  const remove = () => client.send(new DeleteBucketCommand({ Bucket: 'another-bucket' }));
  await expect(remove()).rejects.toMatchObject({ name: 'BucketNotEmpty' });
  await client.send(new DeleteObjectsCommand({ Bucket: 'another-bucket', Delete: { Objects: [{ Key: 'x' }] } }));
  await remove();
  await expect(remove()).rejects.toMatchObject({ name: 'NoSuchBucket' });
  await expect(client.send(new CreateBucketCommand({ Bucket: 'A_B' }))).rejects.toMatchObject({
    name: 'InvalidBucketName',
  });
});

test('what the local S3 does not know is refused by name and touches no object', async () => {
  const Key = 'kept';
  await put(Key, 'x');
  const unknown = [
    [new PutObjectTaggingCommand({ Bucket, Key, Tagging: { TagSet: [] } }), 'PUT ?tagging of an object'],
    [new GetObjectAclCommand({ Bucket, Key }), 'GET ?acl of an object'],
    [new GetObjectCommand({ Bucket, Key, VersionId: '1' }), 'GET ?versionId of an object'],
    [new PutObjectCommand({ Bucket, Key, Body: 'y', Tagging: 'a=b' }), 'tags of an object'],
    [new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: {} }), 'PUT ?versioning of a bucket'],
  ] as const;
  for (const [command, what] of unknown) {
    await expect(client.send(command as GetObjectCommand)).rejects.toMatchObject({
      name: 'NotImplemented',
      message: expect.stringContaining(what),
    });
  }
  expect(await client.send(new GetObjectTaggingCommand({ Bucket, Key }))).toMatchObject({ TagSet: [] });
  const got = await client.send(new GetObjectCommand({ Bucket, Key }));
  expect(await got.Body!.transformToString()).toBe('x');
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
