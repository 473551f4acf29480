import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { unpackModel } from '../../local/endpoint/unpack-model.ts';
import { loadModel } from '../../model/load-model.ts';
import type { Model } from '../../model/model.ts';

/** The model that an endpoint serves, from its archive. @param modelDataUrl `s3://bucket/key` */
export async function loadDeployedModel(client: S3Client, modelDataUrl: string): Promise<Model> {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(modelDataUrl) ?? [];
  if (bucket === undefined) throw new Error(`the deployed model is not in S3: its address is ${modelDataUrl}`);
  const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  const dir = await mkdtemp(join(tmpdir(), 'weir-deployed-'));
  try {
    await unpackModel(await Body!.transformToByteArray(), dir);
    return await loadModel(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
