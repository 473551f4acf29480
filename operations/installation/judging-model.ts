import type { S3Client } from '@aws-sdk/client-s3';
import { modelAt, versionOfIdentity } from '../../contracts/model-registry.ts';
import type { Model } from '../../model/model.ts';
import { decodeModel } from '../../model/model-files.ts';
import { unpackModel } from '../../model/unpack-model.ts';
import { s3ModelRegistry } from '../../registry/s3-model-registry.ts';

/**
 * The model that judges what arrives now, from the registry.
 *
 * @param bucketName of the registry
 * @returns undefined where none does yet
 * @throws {Error} when the registry does not hold it, or it is no model of ours
 */
export async function loadJudgingModel(
  client: S3Client,
  bucketName: string,
  nowMs: number,
): Promise<Model | undefined> {
  const registry = s3ModelRegistry(bucketName, client);
  const change = modelAt(await registry.pointer(), nowMs);
  if (!change) return undefined;
  const archive = await registry.archive(change.model);
  if (!archive) throw new Error(`the registry does not hold version ${versionOfIdentity(change.model)}, which judges`);
  return decodeModel(await unpackModel(archive));
}
