import { gunzipSync } from 'node:zlib';
import { S3Client } from '@aws-sdk/client-s3';
import { decodeSample, MAX_SAMPLE_BYTES, type SampledRow } from '../../contracts/row-sample.ts';
import { packedSamples } from '../../registry/packed-samples.ts';
import { RowSample } from '../../training/row-sample.ts';

/**
 * Reads the rows that an installation has kept for training, those of all shards merged into one sample as the trainer
 * does it.
 *
 * @throws {Error} where there are none
 */
export async function readSamples(Bucket: string, client = new S3Client({})): Promise<SampledRow[]> {
  const sample = new RowSample();
  for await (const packed of packedSamples(client, Bucket)) {
    sample.merge(gunzipSync(packed, { maxOutputLength: MAX_SAMPLE_BYTES }).toString());
  }
  const rows = decodeSample(sample.text);
  if (rows.length > 0) return rows;
  throw new Error(
    'no rows were kept yet: the consumer writes them a minute after the first, and none with learning=off',
  );
}
