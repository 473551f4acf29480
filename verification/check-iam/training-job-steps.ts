import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { DescribeTrainingJobCommand, type SageMakerClient } from '@aws-sdk/client-sagemaker';
import { trainingJobPrefixes } from '../../contracts/training-job.ts';
import { imageOfEndpoint } from '../../operations/installation/deployed-endpoint.ts';
import { startTrainingJob } from '../../operations/train/training-job.ts';

/** What a training job needs of a running installation. */
export interface TrainingJobWorld {
  readonly s3: S3Client;
  readonly sageMaker: SageMakerClient;
  readonly modelBucketName: string;
  readonly endpointName: string;
  readonly findRole: () => Promise<string>;
  readonly eventually: (isSo: () => Promise<boolean>) => Promise<boolean>;
  readonly hasLog: (prefix: string) => Promise<boolean>;
}

const JOB = 'journey';

/** What must happen so that each right of the role for training jobs is used. */
export function trainingJobSteps(world: TrainingJobWorld): Readonly<Record<string, () => Promise<boolean>>> {
  const { s3, sageMaker, modelBucketName: bucket, endpointName, eventually } = world;
  return {
    'a training job makes a model': async () => {
      const { rows: prefix } = trainingJobPrefixes(JOB);
      const rows = Array.from({ length: 50 }, (_, i) => `${Math.sin(i * i)},${Math.cos(i * 7)}`);
      const Body = `a,b\n${rows.join('\n')}\n`;
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: `${prefix}rows.csv`, Body }));
      const imageUri = await imageOfEndpoint(sageMaker, endpointName);
      const roleArn = await world.findRole();
      await startTrainingJob(sageMaker, {
        ...{ name: JOB, imageUri, roleArn, instanceType: 'ml.m5.large' },
        ...{ bucket, prefix, bytes: Body.length, hyperparameters: { contamination: '0.1' } },
      });
      return eventually(async () => {
        const { TrainingJobStatus } = await sageMaker.send(new DescribeTrainingJobCommand({ TrainingJobName: JOB }));
        return TrainingJobStatus === 'Completed';
      });
    },
    'the training job writes its log': () => eventually(() => world.hasLog('TrainingJobs')),
  };
}
