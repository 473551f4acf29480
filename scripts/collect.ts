import { Command, Option } from 'commander';
import type { FieldMapping } from '../contracts/mapping.ts';
import { durationMs, fieldMapping, names, positiveInteger } from './cli/parse-option.ts';
import { runCommand } from './cli/run-command.ts';
import { collectFromStream } from './collect/collect-from-stream.ts';

const command = new Command('collect')
  .description(
    'Write what flows through a Kinesis stream into a CSV file, to train on. Ctrl-C ends it early and keeps the rows.',
  )
  .requiredOption('--stream <name>', 'Kinesis stream')
  .addOption(
    new Option('--for <time>', 'how long to listen: 90s, 10m, 1h').argParser(durationMs).default(3_600_000, '1h'),
  )
  .option('--rows <count>', 'stop sooner, after this many rows', positiveInteger)
  .addOption(new Option('--since <time>', 'begin this long ago, as far as the stream remembers').argParser(durationMs))
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
  .action(collect);

interface Options {
  stream: string;
  for: number;
  rows?: number;
  since?: number;
  mapping?: FieldMapping;
  labels?: readonly string[];
  fast?: boolean;
  out: string;
}

async function collect({
  stream: streamName,
  for: forMs,
  since: sinceMs,
  fast: isFast,
  ...rest
}: Options): Promise<void> {
  console.log(await collectFromStream({ streamName, forMs, sinceMs, isFast, ...rest }));
}

await runCommand(command);
