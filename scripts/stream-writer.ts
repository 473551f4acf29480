import { KinesisClient } from '@aws-sdk/client-kinesis';
import { Command, Option } from 'commander';
import { counted } from '../contracts/counted.ts';
import { fileRecords } from '../operations/stream/file-records.ts';
import { atRate, atSpeed, inBatches, type Pace } from '../operations/stream/pace.ts';
import { putEntriesTo } from '../operations/stream/put-entries.ts';
import { systemPorts } from '../operations/stream/system-ports.ts';
import { writeRecords } from '../operations/stream/write-records.ts';
import { type ColumnChoice, chooseColumns } from '../tabular/choose-columns.ts';
import { describeChoice } from '../tabular/describe-choice.ts';
import { RowError } from '../tabular/table-error.ts';
import {
  addColumnOptions,
  addFeatureOptions,
  addLabelsOption,
  type ColumnOptions,
  columnFlagsOf,
} from './cli/column-options.ts';
import { interruptSignal } from './cli/interrupt.ts';
import { durationOrMs, positiveInteger, positiveNumber } from './cli/parse-option.ts';
import { startProgress } from './cli/progress.ts';
import { runCommand, UsageError } from './cli/run-command.ts';

const command = addColumnOptions(
  addLabelsOption(
    addFeatureOptions(
      new Command('stream')
        .description('Replay the rows of a file into a Kinesis stream, 10 a second unless told otherwise.')
        .requiredOption('--stream <name>', 'Kinesis stream')
        .requiredOption('--data <file>', 'CSV or JSON Lines, plain or gzipped, or Parquet'),
    ),
  ),
)
  .addOption(
    new Option('--batch <rows>', 'rows at a time').argParser(positiveInteger).default(10).conflicts(['rate', 'speed']),
  )
  .addOption(
    new Option('--interval <time>', 'from batch to batch: 500ms, 2s; a number alone is milliseconds')
      .argParser(durationOrMs)
      .default(1000, '1s')
      .conflicts(['rate', 'speed']),
  )
  .addOption(new Option('--rate <rows>', 'rows per second').argParser(positiveNumber).conflicts('speed'))
  .option('--speed <factor>', "by the file's own clock, this many times as fast", positiveNumber)
  .addOption(new Option('--format <form>', 'how a row is written').choices(['json', 'csv']).default('json'))
  .option('--from-row <row>', 'go on with this row, 1 being the first', positiveInteger, 1)
  .action(stream);

interface Options extends ColumnOptions {
  stream: string;
  data: string;
  batch: number;
  interval: number;
  rate?: number;
  speed?: number;
  format: 'json' | 'csv';
  fromRow: number;
}

async function stream(options: Options): Promise<void> {
  const { data: file, fromRow, format, stream: streamName } = options;
  const choice = await chooseColumns([file], columnFlagsOf(options), { fromRow, badRowsLater: true });
  console.log(describeChoice(choice));
  for (const line of paceWarnings(options, choice)) console.log(line);
  const records = fileRecords({ choice, format, pace: paceOf(options) });

  const client = new KinesisClient({});
  const ports = { ...systemPorts, put: putEntriesTo(client, streamName) };
  const stop = interruptSignal('stopping after the rows that are on their way ...');
  const progress = startProgress(`to ${streamName}:`, 'rows');
  const startMs = performance.now();
  let accepted = 0;
  const onAccepted = () => progress.update(++accepted);
  const { lastRow, refusals, failure } = await writeRecords(records, ports, { stop, onAccepted })
    .finally(() => {
      progress.stop();
      client.destroy();
    })
    .catch((error) => {
      console.error(`rows that are in: ${accepted}`);
      throw error;
    });

  const seconds = (performance.now() - startMs) / 1000;
  const again = refusals > 0 ? `; refused and sent again: ${refusals}` : '';
  console.log(
    `${counted(accepted, 'row')} in ${seconds.toFixed(1)} s, ${(accepted / seconds).toFixed(1)} a second${again}`,
  );
  const next = choice.outOfOrder ? undefined : Math.max(lastRow, fromRow - 1) + 1;
  if (failure) throw new Error(`${failure.message}. ${howToGoOn(next, failure)}`, { cause: failure });
  if (stop.aborted) console.log(stopped(next));
}

/** Rows that are put in order in memory are all read before the first is sent. */
const CANNOT_GO_ON = 'To go on from a row, put the rows of the file in the order of time first';

/** @param next undefined where the rows are not sent in the order of the file */
function stopped(next: number | undefined): string {
  if (next === undefined) return `stopped. ${CANNOT_GO_ON}`;
  return `stopped after row ${next - 1}: everything up to it is in, go on with --from-row ${next}`;
}

/**
 * @param next the row that could not be read: for a fault of the file, the first of those that could not; undefined as
 *   above
 */
function howToGoOn(next: number | undefined, failure: Error): string {
  if (next === undefined) return CANNOT_GO_ON;
  const before = next > 1 ? `Rows up to ${next - 1} are in: g` : 'G';
  const without = failure instanceof RowError ? `, or without it with --from-row ${next + 1}` : '';
  return `${before}o on with --from-row ${next} when it is mended${without}`;
}

/** A call carries one record of each source, so that its rows stay in order; a call takes some 20 ms. */
const CALLS_A_SECOND = 50;

function paceWarnings({ rate, speed, data }: Options, { sources, sourceless, parts }: ColumnChoice): string[] {
  if (speed !== undefined && parts.timestamp === undefined) {
    throw new UsageError(`--speed goes by the times of ${data}: name their column with --timestamp-column`);
  }
  const writers = Math.max(1, sources + (sourceless > 0 ? 1 : 0));
  if (rate === undefined || rate <= writers * CALLS_A_SECOND) return [];
  return [
    `beware: ${rate.toLocaleString('en')} rows a second of ${counted(writers, 'source')} may be more than goes in: ` +
      'a call carries one record of each source, to keep its rows in order',
  ];
}

function paceOf({ rate, speed, batch, interval }: Options): Pace {
  if (rate !== undefined) return atRate(rate);
  if (speed !== undefined) return atSpeed(speed);
  return inBatches(batch, interval);
}

await runCommand(command);
