import { KinesisClient } from '@aws-sdk/client-kinesis';
import { Command, Option } from 'commander';
import { counted } from '../contracts/counted.ts';
import { fileRecords } from '../operations/stream/file-records.ts';
import { atRate, atSpeed, inBatches, type Pace } from '../operations/stream/pace.ts';
import { putEntriesTo } from '../operations/stream/put-entries.ts';
import { sourceName } from '../operations/stream/source-name.ts';
import { systemPorts } from '../operations/stream/system-ports.ts';
import { writeRecords } from '../operations/stream/write-records.ts';
import { chooseFeatures } from '../tabular/choose-features.ts';
import { addColumnOptions, addFeatureOptions, type ColumnOptions, columnFlagsOf } from './cli/column-options.ts';
import { interruptSignal } from './cli/interrupt.ts';
import { positiveInteger, positiveNumber, wholeNumber } from './cli/parse-option.ts';
import { startProgress } from './cli/progress.ts';
import { runCommand } from './cli/run-command.ts';

const command = addColumnOptions(
  addFeatureOptions(
    new Command('stream')
      .description('Replay the rows of a CSV file into a Kinesis stream, 10 a second unless told otherwise.')
      .requiredOption('--stream <name>', 'Kinesis stream')
      .requiredOption('--data <file>', 'CSV file, plain or gzipped'),
  ),
)
  .option('--source <name>', "source of rows in a file without a source column (default: the file's name)")
  .addOption(
    new Option('--batch <rows>', 'rows at a time').argParser(positiveInteger).default(10).conflicts(['rate', 'speed']),
  )
  .addOption(
    new Option('--interval <ms>', 'milliseconds from batch to batch')
      .argParser(wholeNumber)
      .default(1000)
      .conflicts(['rate', 'speed']),
  )
  .addOption(new Option('--rate <rows>', 'rows per second').argParser(positiveNumber).conflicts('speed'))
  .option('--speed <factor>', "by the file's own clock, this many times as fast", positiveNumber)
  .addOption(new Option('--format <form>', 'how a row is written').choices(['json', 'csv']).default('json'))
  .option('--from <row>', 'go on with this row, 1 being the first', positiveInteger, 1)
  .action(stream);

interface Options extends ColumnOptions {
  stream: string;
  data: string;
  source?: string;
  batch: number;
  interval: number;
  rate?: number;
  speed?: number;
  format: 'json' | 'csv';
  from: number;
}

async function stream(options: Options): Promise<void> {
  const { data: file, from, format, stream: streamName } = options;
  const flags = columnFlagsOf(options);
  const features = await chooseFeatures(file, flags);
  const source = options.source ?? sourceName(file);
  const records = fileRecords({ file, features, flags, source, format, pace: paceOf(options), fromRow: from });

  const client = new KinesisClient({});
  const ports = { ...systemPorts, put: putEntriesTo(client, streamName) };
  const stop = interruptSignal('stopping after the rows that are on their way ...');
  const progress = startProgress(`to ${streamName}:`, 'rows');
  const startMs = performance.now();
  let accepted = 0;
  const onAccepted = () => progress.update(++accepted);
  const { lastRow, refusals } = await writeRecords(records, ports, { stop, onAccepted })
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
  if (stop.aborted)
    console.log(`stopped after row ${lastRow}: everything up to it is in, go on with --from ${lastRow + 1}`);
}

function paceOf({ rate, speed, batch, interval }: Options): Pace {
  if (rate !== undefined) return atRate(rate);
  if (speed !== undefined) return atSpeed(speed);
  return inBatches(batch, interval);
}

await runCommand(command);
