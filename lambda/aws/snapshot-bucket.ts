import { createHash } from 'node:crypto';
import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SNAPSHOT_PREFIX } from '../../contracts/source-state-store.ts';
import type { Snapshots } from '../source-state/ports.ts';
import { orUnavailable } from './or-unavailable.ts';

/** A hundred megabytes within a region take a second or two. */
const TIMEOUTS = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 20_000, throwOnRequestTimeout: true },
} as const;

/** What the SDK says where an object's bytes are not those of its checksum. */
const MISMATCH = /^Checksum mismatch/;

/** Snapshots as objects. S3 compares each with its checksum when it comes, and the reader when it is back. */
export function snapshotBucket(bucketName: string, client = new S3Client(TIMEOUTS)): Snapshots {
  const read = async (key: string) => {
    const command = new GetObjectCommand({
      Bucket: bucketName,
      Key: `${SNAPSHOT_PREFIX}${key}`,
      ChecksumMode: 'ENABLED',
    });
    const { Body } = await client.send(command);
    return Body!.transformToByteArray();
  };
  return {
    async put(key, bytes) {
      const command = new PutObjectCommand({
        Bucket: bucketName,
        Key: `${SNAPSHOT_PREFIX}${key}`,
        Body: bytes,
        ContentType: 'application/octet-stream',
        ChecksumSHA256: createHash('sha256').update(bytes).digest('base64'),
      });
      await orUnavailable('sourceState', client.send(command));
    },
    async get(key) {
      // What was spoilt on its way is whole the second time; what is spoilt twice is no snapshot.
      const bytes = (await unlessSpoilt(read(key))) ?? (await unlessSpoilt(read(key)));
      return bytes === 'missing' ? undefined : bytes;
    },
  };
}

async function unlessSpoilt(read: Promise<Uint8Array>): Promise<Uint8Array | 'missing' | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof NoSuchKey) return 'missing';
    if (MISMATCH.test((error as Error).message)) return undefined;
    return orUnavailable('sourceState', Promise.reject(error));
  }
}
