import { createHash, randomBytes } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { objectStore } from '../../../local/s3/object-store.ts';
import { s3Service } from '../../../local/s3/s3-service.ts';
import { type LoneService, serveAlone } from '../serve-alone.ts';

const Bucket = 'the-bucket';
const FIVE_MB = 5 * 1024 * 1024;

let service: LoneService;
let client: S3Client;

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

async function begin(Key: string, more = {}) {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key, ...more }));
  const upload = { Bucket, Key, UploadId };
  return {
    ...upload,
    part: async (PartNumber: number, Body: Uint8Array) => {
      const { ETag } = await client.send(new UploadPartCommand({ ...upload, PartNumber, Body }));
      return { PartNumber, ETag };
    },
    complete: (Parts: { PartNumber: number; ETag: string | undefined }[], conditions = {}) =>
      client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts }, ...conditions })),
  };
}

const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest();

test('an object that is put in parts is whole, with its headers and the ETag of its parts', async () => {
  const [first, second] = [randomBytes(FIVE_MB), randomBytes(1000)];
  const { part, complete, Key } = await begin('in parts/ü', { ContentType: 'text/x', Metadata: { a: '1' } });
  const last = await part(2, second);
  await part(1, randomBytes(10));
  const Parts = [await part(1, first), last];
  const { ETag } = await complete(Parts);
  expect(ETag).toBe(`"${md5(Buffer.concat([md5(first), md5(second)])).toString('hex')}-2"`);
  const got = await client.send(new GetObjectCommand({ Bucket, Key }));
  expect(got).toMatchObject({ ETag, ContentType: 'text/x', Metadata: { a: '1' } });
  expect(Buffer.compare(await got.Body!.transformToByteArray(), Buffer.concat([first, second]))).toBe(0);
  await expect(complete(Parts)).rejects.toMatchObject({ name: 'NoSuchUpload' });
});

test('a part can be a piece of another object', async () => {
  await client.send(new PutObjectCommand({ Bucket, Key: 'source', Body: '0123456789' }));
  const { complete, ...upload } = await begin('of a piece');
  const copy = { Bucket, Key: upload.Key, UploadId: upload.UploadId, PartNumber: 1, CopySource: `${Bucket}/source` };
  const beyond = new UploadPartCopyCommand({ ...copy, CopySourceRange: 'bytes=2-10' });
  await expect(client.send(beyond)).rejects.toMatchObject({ name: 'InvalidArgument' });
  const { CopyPartResult } = await client.send(new UploadPartCopyCommand({ ...copy, CopySourceRange: 'bytes=2-4' }));
  await complete([{ PartNumber: 1, ETag: CopyPartResult?.ETag }]);
  const got = await client.send(new GetObjectCommand({ Bucket, Key: upload.Key }));
  expect(await got.Body!.transformToString()).toBe('234');
});

test('uploads and their parts are listed until they are aborted', async () => {
  const { part, Key, UploadId } = await begin('listed/x');
  await part(3, Buffer.from('abc'));
  const list = async () =>
    (await client.send(new ListMultipartUploadsCommand({ Bucket, Prefix: 'listed/' }))).Uploads?.map((one) => one.Key);
  expect(await list()).toEqual([Key]);
  const { Parts } = await client.send(new ListPartsCommand({ Bucket, Key, UploadId }));
  expect(Parts).toMatchObject([{ PartNumber: 3, Size: 3 }]);
  await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
  expect(await list()).toBeUndefined();
  await expect(part(1, Buffer.from('x'))).rejects.toMatchObject({ name: 'NoSuchUpload' });
});

test('an upload is refused whose parts are missing, changed, out of order or too small', async () => {
  const { part, complete } = await begin('refused');
  const [one, two] = [await part(1, Buffer.from('x')), await part(2, Buffer.from('y'))];
  await expect(complete([one, two])).rejects.toMatchObject({ name: 'EntityTooSmall' });
  await expect(complete([two, one])).rejects.toMatchObject({ name: 'InvalidPartOrder' });
  await expect(complete([{ ...one, ETag: two.ETag }])).rejects.toMatchObject({ name: 'InvalidPart' });
  await expect(complete([{ ...one, PartNumber: 9 }])).rejects.toMatchObject({ name: 'InvalidPart' });
  await expect(part(10_001, Buffer.from('x'))).rejects.toMatchObject({ name: 'InvalidArgument' });
  await complete([two]);
});

test('a conditional upload overwrites nothing', async () => {
  await client.send(new PutObjectCommand({ Bucket, Key: 'once', Body: 'first' }));
  const { part, complete } = await begin('once');
  const Parts = [await part(1, Buffer.from('second'))];
  await expect(complete(Parts, { IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
});
