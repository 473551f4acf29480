import { KinesisClient } from '@aws-sdk/client-kinesis';
import { Command, Option } from 'commander';
import { counted } from '../contracts/counted.ts';
import { decodeRecord } from '../contracts/decode-record.ts';
import type { FieldMapping } from '../contracts/mapping.ts';
import { type ReceivedRecord, readStream, type StreamStart } from '../operations/stream/read-stream.ts';
import { systemPorts } from '../operations/stream/system-ports.ts';
import { interruptSignal } from './cli/interrupt.ts';
import { durationMs, fieldMapping, positiveInteger } from './cli/parse-option.ts';
import { startProgress } from './cli/progress.ts';
import { runCommand } from './cli/run-command.ts';
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
  .requiredOption('--out <file>', 'CSV file to write')
  .action(collect);

interface Options {
  stream: string;
  for: number;
  rows?: number;
  since?: number;
  mapping?: FieldMapping;
  out: string;
}

async function collect({
  stream: streamName,
  for: forMs,
  rows: wanted = Number.POSITIVE_INFINITY,
  since,
  mapping,
  out,
}: Options): Promise<void> {
  const table = await observationTable(out);
  const enough = new AbortController();
  const interrupted = interruptSignal('stopping; writing the rows that are here ...');
  const stop = AbortSignal.any([enough.signal, interrupted, AbortSignal.timeout(forMs)]);
  const progress = startProgress(`from ${streamName}:`, 'rows');
  const unreadable = new Map<string, number>();
  let rows = 0;

  const onRecords = async (records: readonly ReceivedRecord[]) => {
    for (const part of records.flatMap((record) => decodeRecord(record.data, { ...record, mapping }))) {
      if (rows >= wanted) break;
      if (part.ok) {
        await table.add(part.observation);
        rows++;
      } else unreadable.set(part.problem.message, (unreadable.get(part.problem.message) ?? 0) + 1);
    }
    progress.update(rows);
    if (rows >= wanted) enough.abort();
  };
  const client = new KinesisClient({});
  const start: StreamStart =
    since === undefined ? { kind: 'latest' } : { kind: 'since', timestampMs: Date.now() - since };
  const reading = readStream({ client, streamName, start, stop, sleep: systemPorts.sleep, onRecords });
  const failure = await reading.catch((error: Error) => error);
  progress.stop();
  client.destroy();

  if (rows === 0) {
    await table.discard();
    throw failure ?? new Error(`nothing readable came through ${streamName} in that time${problems(unreadable)}`);
  }
  const features = await table.finish();
  console.log(`${out}: ${counted(rows, 'row')}, features ${features.join(', ')}${problems(unreadable)}`);
  if (failure) throw failure;
}

function problems(unreadable: ReadonlyMap<string, number>): string {
  return Array.from(unreadable, ([problem, count]) => `\n${count} unreadable: ${problem}`).join('');
}

await runCommand(command);
