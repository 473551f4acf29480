import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { sampleKey } from '../../contracts/row-sample.ts';
import { findObject } from '../../registry/find-object.ts';
import type { KeptSamples } from '../consumer/shard-sample.ts';

/** A batch waits for it: a bucket that does not answer is asked again minutes later. */
const TIMEOUTS = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true },
} as const;

/** What S3 answers where the object is another one by now, or is being written. */
const OVERTAKEN = new Set(['PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchKey']);

/** Samples as objects of the bucket of models, each replaced only as the one that it was made of. */
export function keptSamples(bucketName: string, client = new S3Client(TIMEOUTS)): KeptSamples {
  const at = (shardId: string) => ({ Bucket: bucketName, Key: sampleKey(shardId) });
  return {
    async read(shardId) {
      const object = await findObject(client, bucketName, sampleKey(shardId));
      return object && { bytes: object.bytes, version: object.ETag! };
    },
    async write(shardId, bytes, version) {
      const condition = version === undefined ? { IfNoneMatch: '*' } : { IfMatch: version };
      const object = { ...at(shardId), Body: bytes, ContentType: 'application/gzip', ...condition };
      try {
        return (await client.send(new PutObjectCommand(object))).ETag!;
      } catch (error) {
        if (OVERTAKEN.has((error as Error).name)) return undefined;
        throw error;
      }
    },
  };
}
