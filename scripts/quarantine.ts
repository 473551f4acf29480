import { S3Client } from '@aws-sdk/client-s3';
import { Command, Option } from 'commander';
import { GIVEN_UP_PREFIX, QUARANTINE_PREFIX } from '../contracts/quarantine.ts';
import { findInstallation } from '../operations/installation/find-installation.ts';
import { givenUpBatches } from '../operations/quarantine/given-up.ts';
import { quarantinedObservations } from '../operations/quarantine/quarantined-observations.ts';
import { redrivenIdentities } from '../operations/quarantine/redriven-identities.ts';
import { givenUpText, observationText, quarantineText } from '../operations/quarantine/show-quarantine.ts';
import { summariseGivenUp } from '../operations/quarantine/summarise-given-up.ts';
import { summariseQuarantine } from '../operations/quarantine/summarise-quarantine.ts';
import { installationOption } from './cli/installation-option.ts';
import { durationMs, positiveInteger } from './cli/parse-option.ts';
import { runCommand } from './cli/run-command.ts';

const sinceOption = () =>
  new Option('--since <time>', 'only what arrived in the last 12h, 7d, ...').argParser(durationMs);
const bucketOption = () => new Option('--bucket <bucket>', "the quarantine bucket (default: the installation's)");

const command = new Command('quarantine').description(
  'See the observations that could not be scored, and why; and what was given up because it waited too long.',
);
command
  .command('list')
  .description('count what waits in quarantine, by reason, the latest of each as an example')
  .addOption(bucketOption())
  .addOption(installationOption())
  .addOption(sinceOption())
  .action(list);
command
  .command('show')
  .description('show observations that wait in quarantine, with their reasons and their bytes')
  .addOption(bucketOption())
  .addOption(installationOption())
  .addOption(sinceOption())
  .option('--reason <code>', 'only those with this reason, as list names it')
  .option('--limit <count>', 'at most this many of each reason', positiveInteger, 3)
  .action(show);

interface Options {
  bucket?: string;
  name: string;
  since?: number;
}

async function list(options: Options): Promise<void> {
  const client = new S3Client({});
  const bucket = await bucketOf(options);
  const redriven = await redrivenIdentities(client, bucket);
  const quarantined = quarantinedObservations(client, { bucket, prefix: QUARANTINE_PREFIX }, sinceMs(options));
  const summary = await summariseQuarantine(quarantined, redriven);
  const givenUp = await summariseGivenUp(
    givenUpBatches(client, { bucket, prefix: GIVEN_UP_PREFIX }, sinceMs(options)),
    redriven,
  );
  client.destroy();
  console.log(quarantineText(summary));
  console.log(`\n${givenUpText(givenUp)}`);
  if (summary.waiting > 0) console.log('\nExamples:       npm run quarantine -- show\nWhat to do:     docs/reasons.md');
  if (summary.waiting + givenUp.records > 0)
    console.log(`After the fix:  npm run redrive -- --from ${bucket} --dry-run`);
}

async function show({ reason, limit, ...options }: Options & { reason?: string; limit: number }): Promise<void> {
  const client = new S3Client({});
  const bucket = await bucketOf(options);
  const redriven = await redrivenIdentities(client, bucket);
  const shown = new Map<string, number>();
  for await (const observation of quarantinedObservations(
    client,
    { bucket, prefix: QUARANTINE_PREFIX },
    sinceMs(options),
  )) {
    const { code } = observation.reason;
    if (redriven.has(observation.identity) || (reason !== undefined && code !== reason)) continue;
    const count = shown.get(code) ?? 0;
    if (count < limit) console.log(`${count + shown.size === 0 ? '' : '\n'}${observationText(observation)}`);
    shown.set(code, count + 1);
    if (reason !== undefined && count + 1 === limit) break;
  }
  client.destroy();
  if (shown.size === 0)
    console.log(reason === undefined ? 'nothing waits in quarantine' : `nothing waits for ${reason}`);
}

async function bucketOf({ bucket, name }: Options): Promise<string> {
  return bucket ?? (await findInstallation(name)).quarantineBucketName;
}

function sinceMs({ since }: Options): number | undefined {
  return since === undefined ? undefined : Date.now() - since;
}

await runCommand(command);
