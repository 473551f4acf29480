import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { FieldMapping } from '../contracts/mapping.ts';
import { findInstallation } from '../operations/installation/find-installation.ts';
import type { Location } from '../operations/quarantine/location.ts';
import { redrivenIdentities } from '../operations/quarantine/redriven-identities.ts';
import type { Candidate } from '../operations/redrive/candidate.ts';
import { CandidateCounts } from '../operations/redrive/candidate-counts.ts';
import { chooseCandidates } from '../operations/redrive/choose-candidates.ts';
import { type PutPorts, putCandidates } from '../operations/redrive/put-candidates.ts';
import { isRedrivable, readCandidates } from '../operations/redrive/read-candidates.ts';
import { type Renames, renameFeatures } from '../operations/redrive/rename-features.ts';
import { saveToBucket } from '../operations/redrive/save-progress.ts';
import { redriveText } from '../operations/redrive/show-redrive.ts';
import { putEntriesTo } from '../operations/stream/put-entries.ts';
import { loadSettings } from '../settings/load-settings.ts';
import { installationOption } from './cli/installation-option.ts';
import { interruptSignal } from './cli/interrupt.ts';
import { fieldMapping } from './cli/parse-option.ts';
import { startProgress } from './cli/progress.ts';
import { addRename, parseLocation } from './cli/redrive-options.ts';
import { runCommand } from './cli/run-command.ts';

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
  .option(
    '--mapping <json>',
    "where the parts of an observation are in somebody else's JSON, as the setting was; that of weir.json when absent",
    fieldMapping,
  )
  .action(redrive);

interface Options {
  from: Location;
  rename?: Renames;
  reason?: string;
  dryRun?: boolean;
  name: string;
  mapping?: FieldMapping;
}

async function redrive({ from, rename = new Map(), reason, dryRun = false, name, ...given }: Options): Promise<void> {
  const startedMs = Date.now();
  const mapping = given.mapping ?? loadSettings({}).settings.mapping;
  const { streamName: stream, consumerLogGroupName } = await findInstallation(name);
  const [s3, logs, kinesis] = [new S3Client({}), new CloudWatchLogsClient({}), new KinesisClient({})];

  const redriven = await redrivenIdentities(s3, from.bucket);
  const found = await readCandidates(s3, from, { client: logs, logGroupName: consumerLogGroupName, mapping });
  const candidates = renaming(chooseCandidates(found.candidates, { redriven, reason }), rename, mapping);

  const stop = interruptSignal('stopping after what is on its way ...');
  const progress = startProgress(dryRun ? 'read' : `to ${stream}:`, 'observations');
  const counts = new CandidateCounts();
  const onAccepted = (accepted: readonly Candidate[]) => {
    for (const candidate of accepted) counts.add(candidate);
    progress.update(counts.all);
  };
  const ports = {
    put: putEntriesTo(kinesis, stream),
    save: saveToBucket(s3, from.bucket, startedMs),
    stop,
    onAccepted,
  };
  await (dryRun ? readAll(candidates, ports) : putCandidates(candidates, ports)).finally(() => {
    progress.stop();
    for (const client of [s3, logs, kinesis]) client.destroy();
  });
  const judgedBefore = found.judgedBefore();
  console.log(redriveText({ counts, judgedBefore, stream, renames: rename.size > 0, dryRun }));
  if (stop.aborted) console.log('stopped before the end: the same command goes on with the rest');
}

async function* renaming(
  candidates: AsyncIterable<Candidate>,
  renames: Renames,
  mapping: FieldMapping,
): AsyncGenerator<Candidate> {
  for await (const candidate of candidates) yield renameFeatures(candidate, renames, mapping);
}

async function readAll(
  candidates: AsyncIterable<Candidate>,
  { stop, onAccepted }: Pick<PutPorts, 'stop' | 'onAccepted'>,
): Promise<void> {
  for await (const candidate of candidates) {
    if (stop.aborted) return;
    onAccepted([candidate]);
  }
}

function redrivableLocation(text: string): Location {
  const location = parseLocation(text);
  if (isRedrivable(location)) return location;
  throw new InvalidArgumentError('wanted the bucket, or a prefix in it that begins with quarantine/ or aws/lambda/');
}

await runCommand(command);
