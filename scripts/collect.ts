import { Command, Option } from 'commander';
import type { FieldMapping } from '../contracts/mapping.ts';
import { FROM_ARCHIVE } from './cli/archived-lines.ts';
import { installationOption } from './cli/installation-option.ts';
import { durationMs, fieldMapping, names, positiveInteger } from './cli/parse-option.ts';
import { runCommand, UsageError } from './cli/run-command.ts';
import { collectFromArchive } from './collect/collect-from-archive.ts';
import { collectFromStream } from './collect/collect-from-stream.ts';

const command = new Command('collect')
  .description(
    'Write what flows through a Kinesis stream, or was archived, into a CSV file, to train on. Ctrl-C ends it early and keeps the rows of a stream.',
  )
  .option('--stream <name>', 'Kinesis stream')
  .addOption(
    new Option('--from <place>', 'instead of a stream: what the installation has archived').choices([FROM_ARCHIVE]),
  )
  .addOption(
    new Option('--for <time>', 'how long to listen: 90s, 10m, 1h').argParser(durationMs).default(3_600_000, '1h'),
  )
  .option('--rows <count>', 'stop sooner, after this many rows', positiveInteger)
  .addOption(
    new Option(
      '--since <time>',
      'begin this long ago, as far as the stream or the archive remembers; of the archive a day when absent',
    ).argParser(durationMs),
  )
  .option(
    '--mapping <json>',
    "where the parts of an observation are in somebody else's JSON, as in the setting",
    fieldMapping,
  )
  .option('--labels <names>', 'labels to write a column of, separated by commas: merchant,site', names)
  .option(
    '--fast',
    'read all that the stream gives; half of it, 1 MB and 2 reads a second of each shard, is for others else',
  )
  .requiredOption('--out <file>', 'CSV file to write')
  .addOption(installationOption())
  .action(collect);

interface Options {
  stream?: string;
  from?: typeof FROM_ARCHIVE;
  name: string;
  for: number;
  rows?: number;
  since?: number;
  mapping?: FieldMapping;
  labels?: readonly string[];
  fast?: boolean;
  out: string;
}

const DAY_MS = 86_400_000;

async function collect(options: Options): Promise<void> {
  const { stream: streamName, from, name, for: forMs, since: sinceMs, mapping, fast: isFast, ...rest } = options;
  if ((streamName === undefined) === (from === undefined)) {
    throw new UsageError('say where the rows are: either --stream NAME, or --from archive');
  }
  if (streamName !== undefined) {
    console.log(await collectFromStream({ streamName, forMs, sinceMs, isFast, ...rest, ...(mapping && { mapping }) }));
    return;
  }
  if (mapping)
    throw new UsageError('--mapping says how records of a stream are read: leave it out with --from archive');
  console.log(await collectFromArchive({ name, sinceMs: sinceMs ?? DAY_MS, ...rest }));
}

await runCommand(command);
