import { setTimeout as wait } from 'node:timers/promises';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SNSClient } from '@aws-sdk/client-sns';
import { Command, Option } from 'commander';
import { describeEndpoint } from '../operations/installation/deployed-endpoint.ts';
import { findInstallation } from '../operations/installation/find-installation.ts';
import { loadJudgingModel } from '../operations/installation/judging-model.ts';
import { listSubscriptions } from '../operations/status/subscriptions.ts';
import { awaitTestAlert } from '../operations/test-alert/await-test-alert.ts';
import { putTestAlert } from '../operations/test-alert/put-test-alert.ts';
import { arrivedText, stoppedSentence } from '../operations/test-alert/show-test-alert.ts';
import { testObservation } from '../operations/test-alert/test-observation.ts';
import { installationOption } from './cli/installation-option.ts';
import { durationMs } from './cli/parse-option.ts';
import { runCommand } from './cli/run-command.ts';

const command = new Command('test-alert')
  .description(
    'Send one test alert, marked as such, through the whole path: an observation marked as a test goes on the stream, is judged by the endpoint and told through SNS like any other. No incident is touched.',
  )
  .addOption(installationOption())
  .addOption(
    new Option('--timeout <time>', 'how long to wait for it: 90s, 5m; a serverless endpoint may be asleep')
      .argParser(durationMs)
      .default(180_000, '3m'),
  )
  .action(testAlert);

/** As SageMaker says it, and as a function is. */
const IN_SERVICE = { status: 'InService' };

async function testAlert({ name, timeout: timeoutMs }: { name: string; timeout: number }): Promise<void> {
  const { streamName, endpointName, alertTopicArn, consumerLogGroupName, modelBucketName } =
    await findInstallation(name);
  const [kinesis, logs, s3, sns] = [
    new KinesisClient({}),
    new CloudWatchLogsClient({}),
    new S3Client({}),
    new SNSClient({}),
  ];
  const sageMaker = new SageMakerClient({});
  try {
    const { status } = endpointName === undefined ? IN_SERVICE : await describeEndpoint(sageMaker, endpointName);
    if (status !== IN_SERVICE.status) {
      throw new Error(`the endpoint is ${status}, so nothing can be judged: npm run status says more`);
    }
    const model = await loadJudgingModel(s3, modelBucketName, Date.now());
    if (!model) throw new Error('no model judges yet, and a test alert is an observation of one: npm run status');
    const people = await listSubscriptions(sns, alertTopicArn);
    const putAtMs = Date.now();
    const identity = await putTestAlert(kinesis, streamName, testObservation(model, putAtMs));
    console.error('on the stream, waiting for the alert ...');
    const progress = await awaitTestAlert(identity, {
      client: logs,
      logGroupName: consumerLogGroupName,
      putAtMs,
      timeoutMs,
      now: Date.now,
      sleep: (ms) => wait(ms),
    });
    if (progress.toldAtMs === undefined) throw new Error(stoppedSentence(progress, Date.now() - putAtMs));
    console.log(arrivedText(progress, putAtMs, people));
  } finally {
    for (const client of [kinesis, logs, s3, sns, sageMaker]) client.destroy();
  }
}

await runCommand(command);
