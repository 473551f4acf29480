import { userInfo } from 'node:os';
import { S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { findInstallation } from '../../operations/installation/find-installation.ts';
import type { ModelRegistry } from '../../registry/model-registry.ts';
import { s3ModelRegistry } from '../../registry/s3-model-registry.ts';

/** Works with the registry of an installation, and closes it. @throws where the installation is not there */
export async function withRegistry<T>(name: string, work: (registry: ModelRegistry) => Promise<T>): Promise<T> {
  const { modelBucketName } = await findInstallation(name);
  const s3 = new S3Client({});
  return work(s3ModelRegistry(modelBucketName, s3)).finally(() => s3.destroy());
}

/** Who runs this command: as AWS knows them, else as this machine does. */
export async function caller(): Promise<string> {
  const sts = new STSClient({});
  const { Arn } = await sts.send(new GetCallerIdentityCommand({})).finally(() => sts.destroy());
  return Arn ?? userInfo().username;
}
