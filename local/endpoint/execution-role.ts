import type { Authoriser } from '../iam/authoriser.ts';
import type { Permission } from '../iam/decide.ts';
import { type AwsEnvironment, PARTITION } from '../template/aws-environment.ts';

/** What SageMaker does with the execution role of an endpoint's model, or of a training job. */
export interface ExecutionRole {
  /** @throws {ServiceError} when it may not: the endpoint then is not created */
  pullImage(imageUri: string): void;
  /** @throws {ServiceError} as above */
  readModel(bucket: string, key: string): void;
  /** @throws {ServiceError} as the next two: the training job then fails */
  listRows(bucket: string): void;
  readRows(bucket: string, key: string): void;
  putResult(bucket: string, key: string): void;
  /** Whether a training job may make the group that it writes to. Without it its lines are gone. */
  mayMakeLogs(logGroupName: string): boolean;
  /** Without it the container's lines are gone. */
  mayWriteLogs(logGroupName: string): boolean;
  /** Without it the endpoint has no instance metrics. */
  mayWriteMetrics(): boolean;
}

/**
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html, permissions of the execution role for
 *   CreateModel and CreateTrainingJob
 */
export function executionRole(
  roleArn: string,
  place: AwsEnvironment,
  authorise: Authoriser['authorise'],
): ExecutionRole {
  const arn = (service: string, path: string) =>
    `arn:${PARTITION}:${service}:${place.region}:${place.accountId}:${path}`;
  const may = (service: string, permissions: readonly Permission[]) => {
    try {
      authorise(service, roleArn, permissions);
      return true;
    } catch {
      return false;
    }
  };
  return {
    pullImage(imageUri) {
      const [, repository] = /^[^/]+\/([^:@]+)/.exec(imageUri) ?? [];
      const pulling = ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
      authorise('ecr', roleArn, [
        { action: 'ecr:GetAuthorizationToken', resource: '*' },
        ...pulling.map((action) => ({ action, resource: arn('ecr', `repository/${repository}`) })),
      ]);
    },
    readModel(bucket, key) {
      const object = `arn:${PARTITION}:s3:::${bucket}/${key}`;
      // The bucket of assets may have a key of the customer's own, so this one has.
      const decrypting = {
        'kms:viaservice': `s3.${place.region}.amazonaws.com`,
        'kms:encryptioncontext:aws:s3:arn': object,
      };
      authorise('s3', roleArn, [{ action: 's3:GetObject', resource: object }]);
      authorise('kms', roleArn, [
        { action: 'kms:Decrypt', resource: arn('kms', 'key/bootstrap'), context: decrypting },
      ]);
    },
    listRows(bucket) {
      authorise('s3', roleArn, [{ action: 's3:ListBucket', resource: `arn:${PARTITION}:s3:::${bucket}` }]);
    },
    readRows(bucket, key) {
      authorise('s3', roleArn, [{ action: 's3:GetObject', resource: `arn:${PARTITION}:s3:::${bucket}/${key}` }]);
    },
    putResult(bucket, key) {
      authorise('s3', roleArn, [{ action: 's3:PutObject', resource: `arn:${PARTITION}:s3:::${bucket}/${key}` }]);
    },
    mayMakeLogs(logGroupName) {
      const making = { action: 'logs:CreateLogGroup', resource: arn('logs', `log-group:${logGroupName}`) };
      return may('logs', [making]) && this.mayWriteLogs(logGroupName);
    },
    mayWriteLogs(logGroupName) {
      const group = arn('logs', `log-group:${logGroupName}`);
      return may('logs', [
        { action: 'logs:DescribeLogStreams', resource: `${group}:*` },
        { action: 'logs:CreateLogStream', resource: `${group}:log-stream:AllTraffic/local` },
        { action: 'logs:PutLogEvents', resource: `${group}:log-stream:AllTraffic/local` },
      ]);
    },
    mayWriteMetrics() {
      const context = { 'cloudwatch:namespace': '/aws/sagemaker/Endpoints' };
      return may('monitoring', [{ action: 'cloudwatch:PutMetricData', resource: '*', context }]);
    },
  };
}
