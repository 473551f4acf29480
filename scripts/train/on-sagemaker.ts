import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { trainingJobPrefixes } from '../../contracts/training-job.ts';
import { loadModel } from '../../model/load-model.ts';
import type { Model } from '../../model/model.ts';
import { unpackModel } from '../../model/unpack-model.ts';
import { imageOfEndpoint } from '../../operations/installation/deployed-endpoint.ts';
import { findInstallation } from '../../operations/installation/find-installation.ts';
import { findTrainingJobRole } from '../../operations/installation/find-resource.ts';
import { copyRows, putRows } from '../../operations/train/put-rows.ts';
import { awaitTrainingJob, startTrainingJob } from '../../operations/train/training-job.ts';

/** What runs where nobody says which. */
export const DEFAULT_INSTANCE = 'ml.m5.large';

export interface JobOrder {
  /** The installation whose image and role train. */
  readonly name: string;
  readonly instanceType: string;
  /** Files of this machine, or an address in S3. */
  readonly rows: readonly string[] | string;
  readonly hyperparameters: Readonly<Record<string, string>>;
  /** The model folder to write. */
  readonly out: string;
}

/**
 * Trains by a job of SageMaker's, with the image and the role of an installation, and brings the model here.
 *
 * @returns the model, and the name of the job
 * @throws {Error} with the container's own sentence, where the job fails
 */
export async function trainOnSagemaker(order: JobOrder): Promise<{ readonly model: Model; readonly job: string }> {
  const { name, instanceType, hyperparameters, out } = order;
  const stacks = new CloudFormationClient({});
  const { endpointName, modelBucketName: bucket } = await findInstallation(name, stacks);
  if (endpointName === undefined) {
    throw new Error(
      `${name} has no image that could train, as its function scores (scoring=function): train without --on-sagemaker`,
    );
  }
  const roleArn = await findTrainingJobRole(name, stacks);
  const s3 = new S3Client({});
  const sageMaker = new SageMakerClient({});
  try {
    const imageUri = await imageOfEndpoint(sageMaker, endpointName);
    const job = `${name}-${new Date()
      .toISOString()
      .replace(/\.\d+Z$/, '')
      .replace(/[^\d]/g, '-')}`;
    const { rows: prefix } = trainingJobPrefixes(job);
    const to = { Bucket: bucket, prefix };
    const bytes = await (typeof order.rows === 'string' ? copyRows(s3, order.rows, to) : putRows(s3, order.rows, to));
    await startTrainingJob(sageMaker, {
      ...{ name: job, imageUri, roleArn, instanceType },
      ...{ bucket, prefix, bytes, hyperparameters },
    });
    console.log(`training job ${job} on ${instanceType}; it goes on when this command is ended`);
    const artifacts = await awaitTrainingJob(sageMaker, job, (step) => console.log(`  ${step}`));
    await fetchModel(s3, artifacts, out);
    return { model: await loadModel(out), job };
  } finally {
    s3.destroy();
    sageMaker.destroy();
  }
}

async function fetchModel(s3: S3Client, artifacts: string, out: string): Promise<void> {
  const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(artifacts)!;
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  const files = await unpackModel(await Body!.transformToByteArray());
  await mkdir(out, { recursive: true });
  for (const [file, bytes] of Object.entries(files)) await writeFile(path.join(out, file), bytes);
}
