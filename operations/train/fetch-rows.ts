import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';

/** Files on this machine, and what to do when they are not needed any more. */
export interface FetchedFiles {
  readonly files: readonly string[];
  done(): void;
}

/**
 * Finds the objects of rows under a prefix, in the order of their keys. Objects without a byte and those whose name
 * begins with `_` or `.` are none, as Spark and Athena have it.
 *
 * @param from `s3://bucket/prefix`, a key among them
 * @throws {Error} where it is no such address, or nothing is there
 */
export async function* rowObjects(
  client: S3Client,
  from: string,
): AsyncGenerator<{ readonly Bucket: string; readonly Key: string; readonly size: number }> {
  const [, Bucket, Prefix = ''] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(from) ?? [];
  if (Bucket === undefined) throw new Error(`wanted an address like s3://bucket/prefix, got ${from}`);
  let isEmpty = true;
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix })) {
    for (const { Key, Size: size = 0 } of Contents) {
      if (size === 0 || /^[._]/.test(path.posix.basename(Key!))) continue;
      isEmpty = false;
      yield { Bucket, Key: Key!, size };
    }
  }
  if (isEmpty) throw new Error(`nothing with rows is under ${from}`);
}

/**
 * Brings the objects of rows under a prefix to this machine, in the order of their keys.
 *
 * @param from `s3://bucket/prefix`, as {@link rowObjects} takes it
 */
export async function fetchRows(from: string, client?: S3Client): Promise<FetchedFiles> {
  const s3 = client ?? new S3Client({});
  const folder = mkdtempSync(path.join(tmpdir(), 'weir-rows-'));
  const done = () => rmSync(folder, { recursive: true, force: true });
  try {
    const files: string[] = [];
    for await (const { Bucket, Key } of rowObjects(s3, from)) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      // What has the same name under another key is another file.
      const file = path.join(folder, `${String(files.length + 1).padStart(5, '0')}-${path.posix.basename(Key)}`);
      await pipeline(Body as Readable, createWriteStream(file));
      files.push(file);
    }
    return { files, done };
  } catch (error) {
    done();
    throw error;
  } finally {
    if (!client) s3.destroy();
  }
}
