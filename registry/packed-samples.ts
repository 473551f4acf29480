import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { SAMPLE_PREFIX } from '../contracts/row-sample.ts';
import { findObject } from './find-object.ts';

/** Reads the rows that were kept of each shard for training, as they were packed. What goes meanwhile is left out. */
export async function* packedSamples(s3: S3Client, Bucket: string): AsyncGenerator<Uint8Array> {
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix: SAMPLE_PREFIX })) {
    for (const { Key } of Contents) {
      const packed = await findObject(s3, Bucket, Key!);
      if (packed) yield packed.bytes;
    }
  }
}
