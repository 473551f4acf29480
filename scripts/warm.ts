import { KinesisClient } from '@aws-sdk/client-kinesis';
import { Command, Option } from 'commander';
import { counted } from '../contracts/counted.ts';
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
import { durationMs } from './cli/parse-option.ts';
import { startProgress } from './cli/progress.ts';
import { runCommand } from './cli/run-command.ts';
import { refuseKnown } from './warm/refuse-known.ts';
import { warmFromStream } from './warm/warm-from-stream.ts';

const command = addColumnOptions(
  addLabelsOption(
    addFeatureOptions(
      new Command('warm')
        .description(
          'Teach the history in a file, or what is still on a stream, to what is known of its sources: it goes through the stream of the installation, is judged by nobody, and is told to nobody.',
        )
        .requiredOption(
          '--from <file>',
          'CSV or JSON Lines with times, plain or gzipped: a path, or s3://bucket/key; or the word stream',
        ),
    ),
  ),
)
  .option('--forget', 'its sources begin anew with the history, whatever is known of them')
  .option('--only <sources...>', 'teach these sources alone')
  .option('--stream <name>', 'with --from stream: another stream than that of the installation')
  .addOption(
    new Option('--since <time>', 'with --from stream: no more than this long ago: 90m, 2h').argParser(durationMs),
  )
  .option('--fast', 'with --from stream: read all that it gives; half of it is left to the consumer else')
  .addOption(installationOption())
  .action(warm);

/** What `--from` may be beside a file. */
const STREAM = 'stream';
/** Options that are meant whatever the history is in; of the others these are about a stream. */
const ANYWHERE = ['from', 'forget', 'only', 'name'];
const OF_STREAM = ['stream', 'since', 'fast'];

interface Options extends ColumnOptions {
  readonly from: string;
  readonly forget?: boolean;
  readonly only?: readonly string[];
  readonly stream?: string;
  readonly since?: number;
  readonly fast?: boolean;
  readonly name: string;
}

async function warm(options: Options): Promise<void> {
  const { from, name, forget: forgets = false, stream, since, fast: isFast = false } = options;
  const only = options.only && new Set(options.only);
  refuseOthers(from);
  if (from === STREAM) return warmFromStream({ name, stream, since, isFast, only, forgets });
  const { streamName, sources, close } = await knownSources(name);
  const { file, done } = await fetchHistory(from);
  try {
    const choice = await chooseColumns([file], columnFlagsOf(options), {});
    console.log(describeChoice(choice));
    const history = { choice, forgets, only };
    const taught = await sourcesIn(history);
    if (!forgets) await refuseKnown(sources, taught);
    await put(history, streamName);
  } finally {
    close();
    done();
  }
}

/** Options that would change nothing are a mistake. */
function refuseOthers(from: string): void {
  for (const option of command.options) {
    const name = option.attributeName();
    if (ANYWHERE.includes(name) || command.getOptionValueSource(name) !== 'cli') continue;
    if (OF_STREAM.includes(name) === (from === STREAM)) continue;
    const where = from === STREAM ? 'a file: leave it out with --from stream' : 'a stream: it wants --from stream';
    throw new Error(`${option.long} is about the history in ${where}`);
  }
}

/** Reads all of it before anything is put: half of a history would have to be taken back. */
async function sourcesIn(history: History): Promise<ReadonlySet<string>> {
  const taught = new Set<string>();
  for await (const { source } of historyRecords(history)) taught.add(source);
  return taught;
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
