import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';

/** A file on this machine, and what to do when it is not needed any more. */
export interface FetchedFile {
  readonly file: string;
  done(): void;
}

/**
 * Finds a file where it says, and brings an object of S3 to this machine under its own name.
 *
 * @param from a path, or `s3://bucket/key`
 */
export async function fetchHistory(from: string, client?: S3Client): Promise<FetchedFile> {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.*)$/.exec(from) ?? [];
  if (bucket === undefined) return { file: from, done: () => {} };
  if (key === undefined || key === '' || key.endsWith('/')) {
    throw new Error(`wanted an object like s3://bucket/history.csv, got ${from}`);
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'weir-history-'));
  const done = () => rmSync(folder, { recursive: true, force: true });
  const s3 = client ?? new S3Client({});
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    const file = path.join(folder, path.basename(key));
    await pipeline(Body as Readable, createWriteStream(file));
    return { file, done };
  } catch (error) {
    done();
    throw error;
  } finally {
    if (!client) s3.destroy();
  }
}
