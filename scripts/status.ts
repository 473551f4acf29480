import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SNSClient } from '@aws-sdk/client-sns';
import { Command } from 'commander';
import { findInstallation } from '../operations/installation/find-installation.ts';
import { askAll } from '../operations/status/ask-all.ts';
import { findingsText } from '../operations/status/show-findings.ts';
import { installationOption } from './cli/installation-option.ts';
import { runCommand } from './cli/run-command.ts';

const command = new Command('status')
  .description(
    'Say how an installation is: its endpoint and model, who is told, what came in and out in the last hour, what is in quarantine and why, and whether the model knows the names on the stream.',
  )
  .addOption(installationOption())
  .action(status);

async function status({ name }: { name: string }): Promise<void> {
  const installation = await findInstallation(name);
  const clients = {
    cloudWatch: new CloudWatchClient({}),
    logs: new CloudWatchLogsClient({}),
    s3: new S3Client({}),
    sageMaker: new SageMakerClient({}),
    sns: new SNSClient({}),
  };
  const nowMs = Date.now();
  const findings = await askAll(installation, clients, nowMs);
  for (const client of Object.values(clients)) client.destroy();
  console.log(`${name}, ${new Date(nowMs).toISOString().slice(0, 16).replace('T', ' ')} UTC\n`);
  console.log(findingsText(findings, process.stdout.columns ?? 120));
}

await runCommand(command);
