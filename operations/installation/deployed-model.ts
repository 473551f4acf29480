import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Model } from '../../model/model.ts';
import { decodeModel } from '../../model/model-files.ts';
import { unpackModel } from '../../model/unpack-model.ts';

/**
 * The model that an endpoint serves, from its archive.
 *
 * @param modelDataUrl `s3://bucket/key`
 * @throws {Error} when it is not in S3, or is no model of ours
 */
export async function loadDeployedModel(client: S3Client, modelDataUrl: string): Promise<Model> {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(modelDataUrl) ?? [];
  if (bucket === undefined) throw new Error(`the deployed model is not in S3: its address is ${modelDataUrl}`);
  const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return decodeModel(await unpackModel(await Body!.transformToByteArray()));
}
