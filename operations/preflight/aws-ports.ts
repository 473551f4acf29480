import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DescribeStreamSummaryCommand, KinesisClient } from '@aws-sdk/client-kinesis';
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { paginateListServiceQuotas, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { readStores, STORES_OUTPUT, stackNames } from '../../contracts/installation.ts';
import { currentChange } from '../../contracts/rules-object.ts';
import { s3Rules } from '../../registry/s3-rules.ts';
import type { PreflightPorts } from './preflight.ts';

/** The qualifier of the CDK's default bootstrap stack. */
const BOOTSTRAP_VERSION = '/cdk-bootstrap/hnb659fds/version';

/** Asks the account that the credentials of this process are for, and the Docker of this machine. */
export function awsPorts(): PreflightPorts {
  const sts = new STSClient({});
  return {
    async caller() {
      const { Account = '', Arn = '' } = await sts.send(new GetCallerIdentityCommand({}));
      return { account: Account, arn: Arn, region: await sts.config.region() };
    },
    async bootstrapVersion() {
      const command = new GetParameterCommand({ Name: BOOTSTRAP_VERSION });
      const found = await orNone('ParameterNotFound', new SSMClient({}).send(command));
      return found && Number(found.Parameter?.Value);
    },
    docker: askDocker,
    async concurrentExecutions() {
      const { AccountLimit } = await new LambdaClient({}).send(new GetAccountSettingsCommand({}));
      return AccountLimit?.ConcurrentExecutions ?? 0;
    },
    async sageMakerQuota(name) {
      const client = new ServiceQuotasClient({});
      for await (const { Quotas = [] } of paginateListServiceQuotas({ client }, { ServiceCode: 'sagemaker' })) {
        const found = Quotas.find(({ QuotaName }) => QuotaName === name);
        if (found) return found.Value;
      }
      return undefined;
    },
    async stream(streamArn) {
      const command = new DescribeStreamSummaryCommand({ StreamARN: streamArn });
      const found = await orNone('ResourceNotFoundException', new KinesisClient({}).send(command));
      const summary = found?.StreamDescriptionSummary;
      if (!summary) return undefined;
      const { StreamStatus = '', RetentionPeriodHours = 0, KeyId } = summary;
      const isOwnKey = KeyId !== undefined && !KeyId.includes('alias/aws/kinesis');
      return { status: StreamStatus, retentionHours: RetentionPeriodHours, keyId: isOwnKey ? KeyId : undefined };
    },
    async keyState(keyArn) {
      const found = await orNone(
        'NotFoundException',
        new KMSClient({}).send(new DescribeKeyCommand({ KeyId: keyArn })),
      );
      return found?.KeyMetadata?.KeyState;
    },
    async heldRules(installation) {
      const command = new DescribeStacksCommand({ StackName: stackNames(installation).data });
      // CloudFormation says so of a stack that is not there.
      const found = await orNone('ValidationError', new CloudFormationClient({}).send(command));
      const outputs = found?.Stacks?.[0]?.Outputs ?? [];
      const stores = outputs.find(({ OutputKey }) => OutputKey === STORES_OUTPUT)?.OutputValue;
      const bucket = stores && readStores({ [STORES_OUTPUT]: stores }).modelBucketName;
      const held = bucket === undefined ? undefined : await s3Rules(bucket, new S3Client({})).read();
      return held && currentChange(held);
    },
  };
}

/** @param name of the error that means that there is none */
async function orNone<T>(name: string, asked: Promise<T>): Promise<T | undefined> {
  return asked.catch((error: Error) => {
    if (error.name === name) return undefined;
    throw error;
  });
}

/** The program is the one that the CDK takes. */
async function askDocker(): ReturnType<PreflightPorts['docker']> {
  const program = process.env.CDK_DOCKER ?? 'docker';
  const asked = promisify(execFile)(program, ['info', '--format', '{{json .}}']).catch(() => undefined);
  const { ServerVersion, Driver } = JSON.parse((await asked)?.stdout || '{}');
  // Without an engine the client prints what it knows of itself.
  if (!ServerVersion) return undefined;
  const isToldBuildKit = process.env.DOCKER_BUILDKIT === '1';
  return { serverVersion: ServerVersion, storageDriver: Driver, isToldBuildKit };
}
