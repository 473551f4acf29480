import { KinesisClient } from '@aws-sdk/client-kinesis';
import { Command } from 'commander';
import { counted } from '../contracts/counted.ts';
import type { KnownSource } from '../operations/sources/read-known-sources.ts';
import { putEntriesTo } from '../operations/stream/put-entries.ts';
import { systemPorts } from '../operations/stream/system-ports.ts';
import { writeRecords } from '../operations/stream/write-records.ts';
import { fetchHistory } from '../operations/warm/fetch-history.ts';
import { type History, historyRecords } from '../operations/warm/history-records.ts';
import { chooseColumns } from '../tabular/choose-columns.ts';
import { describeChoice } from '../tabular/describe-choice.ts';
import {
  addColumnOptions,
  addFeatureOptions,
  addLabelsOption,
  type ColumnOptions,
  columnFlagsOf,
} from './cli/column-options.ts';
import { installationOption } from './cli/installation-option.ts';
import { interruptSignal } from './cli/interrupt.ts';
import { knownSources } from './cli/known-sources.ts';
import { startProgress } from './cli/progress.ts';
import { runCommand } from './cli/run-command.ts';

const command = addColumnOptions(
  addLabelsOption(
    addFeatureOptions(
      new Command('warm')
        .description(
          'Teach the history in a file to what is known of its sources: it goes through the stream, is judged by nobody, and is told to nobody.',
        )
        .requiredOption('--from <file>', 'CSV or JSON Lines with times, plain or gzipped: a path, or s3://bucket/key'),
    ),
  ),
)
  .option('--forget', 'its sources begin anew with the history, whatever is known of them')
  .addOption(installationOption())
  .action(warm);

interface Options extends ColumnOptions {
  readonly from: string;
  readonly forget?: boolean;
  readonly name: string;
}

async function warm(options: Options): Promise<void> {
  const { from, name, forget: forgets = false } = options;
  const { streamName, sources, close } = await knownSources(name);
  const { file, done } = await fetchHistory(from);
  try {
    const choice = await chooseColumns([file], columnFlagsOf(options), {});
    console.log(describeChoice(choice));
    const history = { choice, forgets };
    const taught = await sourcesIn(history);
    if (!forgets) await refuseKnown(sources, taught);
    await put(history, streamName);
  } finally {
    close();
    done();
  }
}

/** Reads all of it before anything is put: half of a history would have to be taken back. */
async function sourcesIn(history: History): Promise<ReadonlySet<string>> {
  const taught = new Set<string>();
  for await (const { source } of historyRecords(history)) taught.add(source);
  return taught;
}

/** What is known of them is newer than the history, which would be learned behind it. */
async function refuseKnown(sources: AsyncIterable<KnownSource>, taught: ReadonlySet<string>): Promise<void> {
  const known = new Set<string>();
  for await (const { source } of sources) if (taught.has(source)) known.add(source);
  if (known.size === 0) return;
  const some = [...known].slice(0, 3).join(', ');
  throw new Error(
    `${counted(known.size, 'source')} in it ${known.size === 1 ? 'has' : 'have'} a past already (${some}), and history would be learned behind it: --forget has them begin anew with the history`,
  );
}

async function put(history: History, streamName: string): Promise<void> {
  const client = new KinesisClient({});
  const stop = interruptSignal('stopping after the rows that are on their way ...');
  const progress = startProgress(`to ${streamName}:`, 'rows');
  let rows = 0;
  const onRow = () => progress.update(++rows);
  const ports = { ...systemPorts, put: putEntriesTo(client, streamName) };
  const { failure } = await writeRecords(historyRecords({ ...history, onRow }), ports, { stop }).finally(() => {
    progress.stop();
    client.destroy();
  });
  if (failure) throw failure;
  console.log(`${counted(rows, 'row')} of history on ${streamName}: npm run sources -- list shows what is known then`);
  if (stop.aborted) console.log('stopped before the end: begin again with --forget');
}

await runCommand(command);
