import { setTimeout as sleep } from 'node:timers/promises';
import { CreateTrainingJobCommand, DescribeTrainingJobCommand, type SageMakerClient } from '@aws-sdk/client-sagemaker';
import { TRAINING_PREFIX } from '../../contracts/training-job.ts';

export interface TrainingJob {
  readonly name: string;
  readonly imageUri: string;
  readonly roleArn: string;
  readonly instanceType: string;
  /** Of models: rows and result lie below `training/`. */
  readonly bucket: string;
  /** Of the rows. */
  readonly prefix: string;
  readonly bytes: number;
  readonly hyperparameters: Readonly<Record<string, string>>;
}

const MOST_SECONDS = 4 * 3600;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 15_000;

/** Starts a job by which the image trains as `npm run train` does, on one instance and without network. */
export async function startTrainingJob(client: SageMakerClient, job: TrainingJob): Promise<void> {
  const S3Uri = `s3://${job.bucket}/${job.prefix}`;
  const S3DataSource = { S3DataType: 'S3Prefix', S3Uri, S3DataDistributionType: 'FullyReplicated' } as const;
  await client.send(
    new CreateTrainingJobCommand({
      TrainingJobName: job.name,
      RoleArn: job.roleArn,
      AlgorithmSpecification: { TrainingImage: job.imageUri, TrainingInputMode: 'File' },
      HyperParameters: job.hyperparameters,
      InputDataConfig: [{ ChannelName: 'train', DataSource: { S3DataSource } }],
      OutputDataConfig: { S3OutputPath: `s3://${job.bucket}/${TRAINING_PREFIX.replace(/\/$/, '')}` },
      ResourceConfig: {
        InstanceType: job.instanceType as 'ml.m5.large',
        InstanceCount: 1,
        VolumeSizeInGB: 10 + Math.ceil(job.bytes / 1e9),
      },
      StoppingCondition: { MaxRuntimeInSeconds: MOST_SECONDS },
      EnableNetworkIsolation: true,
      // It would write beside the result, where the role may not.
      ProfilerConfig: { DisableProfiler: true },
    }),
  );
}

/**
 * Waits until a job has ended.
 *
 * @param say is told each step that SageMaker takes, once
 * @returns where its `model.tar.gz` is, `s3://..`
 * @throws {Error} with SageMaker's reason, in which the container's own sentence is, where it made no model
 */
export async function awaitTrainingJob(
  client: SageMakerClient,
  name: string,
  say: (step: string) => void,
): Promise<string> {
  let told = 0;
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)) {
    const job = await client.send(new DescribeTrainingJobCommand({ TrainingJobName: name }));
    const { TrainingJobStatus: status, SecondaryStatusTransitions: steps = [], FailureReason: reason } = job;
    for (const { Status, StatusMessage } of steps.slice(told)) say(`${Status}: ${StatusMessage}`);
    told = steps.length;
    if (status === 'Completed') return job.ModelArtifacts!.S3ModelArtifacts!;
    if (status === 'Failed') throw new Error(`the training job ${name} failed: ${reason}`);
    if (status === 'Stopped') throw new Error(`the training job ${name} was stopped before there was a model`);
    await sleep(waitMs);
  }
}
