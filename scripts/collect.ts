import { KinesisClient } from '@aws-sdk/client-kinesis';
import { Command, Option } from 'commander';
import type { FieldMapping } from '../contracts/mapping.ts';
import { type ReceivedRecord, readStream, type StreamStart } from '../operations/stream/read-stream.ts';
import { systemPorts } from '../operations/stream/system-ports.ts';
import { interruptSignal } from './cli/interrupt.ts';
import { durationMs, fieldMapping, names, positiveInteger } from './cli/parse-option.ts';
import { startProgress } from './cli/progress.ts';
import { runCommand } from './cli/run-command.ts';
import { CollectedRows } from './collect/collected-rows.ts';
import { observationTable } from './collect/observation-table.ts';

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
  .requiredOption('--out <file>', 'CSV file to write')
  .action(collect);

interface Options {
  stream: string;
  for: number;
  rows?: number;
  since?: number;
  mapping?: FieldMapping;
  labels?: readonly string[];
  out: string;
}

async function collect({
  stream: streamName,
  for: forMs,
  rows: wanted = Number.POSITIVE_INFINITY,
  since,
  mapping,
  labels,
  out,
}: Options): Promise<void> {
  const table = await observationTable(out, labels);
  const enough = new AbortController();
  const interrupted = interruptSignal('stopping; writing the rows that are here ...');
  const stop = AbortSignal.any([enough.signal, interrupted, AbortSignal.timeout(forMs)]);
  const progress = startProgress(`from ${streamName}:`, 'rows');
  const rows = new CollectedRows(table, { mapping, rows: wanted });

  const onRecords = async (records: readonly ReceivedRecord[]) => {
    for (const record of records) if (!rows.isEnough) await rows.add(record);
    progress.update(rows.count);
    if (rows.isEnough) enough.abort();
  };
  const client = new KinesisClient({});
  const start: StreamStart =
    since === undefined ? { kind: 'latest' } : { kind: 'since', timestampMs: Date.now() - since };
  const reading = readStream({ client, streamName, start, stop, sleep: systemPorts.sleep, onRecords });
  const failure = await reading.catch((error: Error) => error);
  progress.stop();
  client.destroy();

  if (rows.count === 0) {
    await table.discard();
    throw failure ?? new Error(`nothing readable came through ${streamName} in that time${rows.leftOut}`);
  }
  console.log(rows.describe(out, await table.finish()));
  if (failure) throw failure;
}

await runCommand(command);
