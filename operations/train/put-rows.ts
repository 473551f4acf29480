import { createReadStream, statSync } from 'node:fs';
import path from 'node:path';
import { CopyObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { rowObjects } from './fetch-rows.ts';

/** Where the rows of a training job go. */
export interface RowsPlace {
  readonly Bucket: string;
  /** Ends in `/`. */
  readonly prefix: string;
}

/** S3 takes no more in one request, by which an object is put or copied. */
const MOST_BYTES = 5 * 1024 ** 3;

/**
 * Puts files of this machine where a training job reads them, in their order and under their own names, which say whose
 * rows name no source.
 *
 * @returns their bytes
 * @throws {Error} for a file that is more than S3 takes at once
 */
export async function putRows(s3: S3Client, files: readonly string[], to: RowsPlace): Promise<number> {
  let bytes = 0;
  for (const [i, file] of files.entries()) {
    const { size } = statSync(file);
    refuseLarge(file, size);
    const Body = createReadStream(file);
    await s3.send(new PutObjectCommand({ Bucket: to.Bucket, Key: keyOf(to, i, file), Body, ContentLength: size }));
    bytes += size;
  }
  return bytes;
}

/**
 * Copies the objects of rows under an address to where a training job reads them; they do not leave S3.
 *
 * @param from `s3://bucket/prefix`, as {@link rowObjects} takes it
 * @returns their bytes
 */
export async function copyRows(s3: S3Client, from: string, to: RowsPlace): Promise<number> {
  let bytes = 0;
  let count = 0;
  for await (const { Bucket, Key, size } of rowObjects(s3, from)) {
    refuseLarge(`s3://${Bucket}/${Key}`, size);
    const CopySource = [Bucket, ...Key.split('/')].map(encodeURIComponent).join('/');
    await s3.send(new CopyObjectCommand({ Bucket: to.Bucket, Key: keyOf(to, count++, Key), CopySource }));
    bytes += size;
  }
  return bytes;
}

function keyOf({ prefix }: RowsPlace, index: number, file: string): string {
  return `${prefix}${String(index + 1).padStart(5, '0')}/${path.basename(file)}`;
}

function refuseLarge(name: string, size: number): void {
  if (size <= MOST_BYTES) return;
  const gigabytes = (size / 1024 ** 3).toFixed(1);
  throw new Error(`${name} has ${gigabytes} GiB, wanted at most 5, which S3 takes at once: divide or gzip it`);
}
