import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { FieldMapping } from '../contracts/consumer-environment.ts';
import { installationOption } from './cli/installation-option.ts';
import { interruptSignal } from './cli/interrupt.ts';
import { fieldMapping } from './cli/parse-option.ts';
import { startProgress } from './cli/progress.ts';
import { runCommand } from './cli/run-command.ts';
import { findInstallation } from './installation/find-installation.ts';
import { type Location, parseLocation } from './quarantine/location.ts';
import { redrivenIdentities } from './quarantine/redriven-identities.ts';
import type { Candidate } from './redrive/candidate.ts';
import { CandidateCounts } from './redrive/candidate-counts.ts';
import { chooseCandidates } from './redrive/choose-candidates.ts';
import { putCandidates } from './redrive/put-candidates.ts';
import { isRedrivable, readCandidates } from './redrive/read-candidates.ts';
import { addRename, type Renames, renameFeatures } from './redrive/rename-features.ts';
import { saveToBucket } from './redrive/save-progress.ts';
import { redriveText } from './redrive/show-redrive.ts';
import { putEntriesTo } from './stream/put-entries.ts';

const command = new Command('redrive')
  .description(
    'Put quarantined and given-up observations on the stream again, each once and in order, after what was wrong is mended.',
  )
  .addOption(
    new Option('--from <location>', 'the quarantine bucket, or s3://bucket/prefix for a part of it')
      .argParser(redrivableLocation)
      .makeOptionMandatory(),
  )
  .option('--rename <old=new>', 'call a feature by another name (can be given several times)', addRename)
  .option('--reason <code>', 'only observations that were quarantined for this reason')
  .option('--dry-run', 'say what would be put on the stream, and put nothing')
  .addOption(installationOption())
  .option('--stream <name>', "put them on another stream than the installation's")
  .option(
    '--mapping <json>',
    "with --rename: where the parts of an observation are in somebody else's JSON, as in the setting",
    fieldMapping,
  )
  .action(redrive);

interface Options {
  from: Location;
  rename?: Renames;
  reason?: string;
  dryRun?: true;
  name: string;
  stream?: string;
  mapping?: FieldMapping;
}

async function redrive({ from, rename = new Map(), reason, dryRun, name, mapping, ...given }: Options): Promise<void> {
  const startedMs = Date.now();
  const { streamName, consumerLogGroupName } = await findInstallation(name);
  const stream = given.stream ?? streamName;
  const [s3, logs, kinesis] = [new S3Client({}), new CloudWatchLogsClient({}), new KinesisClient({})];

  const redriven = await redrivenIdentities(s3, from.bucket);
  const found = await readCandidates(s3, from, { client: logs, logGroupName: consumerLogGroupName });
  const counts = new CandidateCounts();
  const chosen = chooseCandidates(found.candidates, { redriven, reason });
  const candidates = counts.counting(chosen, (one) => renameFeatures(one, rename, mapping));

  const stop = interruptSignal('stopping after what is on its way ...');
  const progress = startProgress(dryRun ? 'read' : `to ${stream}:`, 'observations');
  const put = {
    put: putEntriesTo(kinesis, stream),
    save: saveToBucket(s3, from.bucket, startedMs),
    stop,
    onProgress: progress.update,
  };
  const done = await (dryRun ? readAll(candidates) : putCandidates(candidates, put)).finally(() => {
    progress.stop();
    for (const client of [s3, logs, kinesis]) client.destroy();
  });
  const renames = rename.size > 0;
  console.log(redriveText({ counts, judgedBefore: found.judgedBefore(), stream, renames, dryRun: dryRun ?? false }));
  if (stop.aborted) console.log(`stopped: ${done.toLocaleString('en')} are in, the same command goes on with the rest`);
}

function redrivableLocation(text: string): Location {
  const location = parseLocation(text);
  if (isRedrivable(location)) return location;
  throw new InvalidArgumentError('wanted the bucket, or a prefix in it that begins with quarantine/ or aws/lambda/');
}

async function readAll(candidates: AsyncIterable<Candidate>): Promise<number> {
  let count = 0;
  for await (const _ of candidates) count++;
  return count;
}

await runCommand(command);
