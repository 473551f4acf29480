import { Command, Option } from 'commander';
import { counted } from '../contracts/counted.ts';
import { checkDistinctFiles } from './cli/check-distinct-files.ts';
import { durationMs, positiveInteger, wholeNumber } from './cli/parse-option.ts';
import { startProgress } from './cli/progress.ts';
import { runCommand, UsageError } from './cli/run-command.ts';
import { DATA_KINDS, type DataGeneration, generatedTable, isPlain } from './generate/generated-table.ts';
import { writeGeneratedRows } from './generate/write-rows.ts';

const KINDS_HELP = `
Kinds:
  linear, random-walk, exponential, uniform
              plain: columns of numbers that know no other, one row a minute, single strange rows
  seasonal    shops: visitors, orders and revenue by the hour of the day and the day of the week
  metrics     servers: CPU, memory, requests and latency
  machines    a pump, a press, a compressor: temperature, vibration, pressure and current
  payments    cards: amount, distance and risk of the merchant, at irregular times
Sources of the last four have levels of their own. The column event says what happens to them, and label whether it is
an anomaly: spike, shift, drift, stuck, outage; maintenance looks like an outage and is none, and of a gap there are no
rows. Of payments: theft, and testing of stolen numbers. In the first quarter of the rows nothing happens.`;

const command = new Command('generate')
  .description('Write labelled data to try Weir with: the same seed gives the same bytes.')
  .addOption(new Option('--kind <kind>', 'what to generate, see below').choices(DATA_KINDS).default('uniform'))
  .option('--rows <count>', 'rows in all', positiveInteger, 10_000)
  .option('--features <count>', 'columns feature_1, feature_2, ... of a plain kind (default: 3)', positiveInteger)
  .option(
    '--anomalies <count>',
    'of a plain kind: spikes per feature (default: 1 % of the rows), with uniform anomalous rows (5 %); else: events',
    wholeNumber,
  )
  .option('--sources <count>', 'sources (default: 1, or as many as the kind has)', positiveInteger)
  .option('--interval <time>', 'between two readings of a source of seasonal, metrics or machines: 1m, 15m', durationMs)
  .option('--seed <number>', 'decides every value', wholeNumber, 1)
  .requiredOption('--out <file>', 'CSV file to write, gzipped when its name ends in .gz')
  .option('--truth <file>', 'CSV file that gets row, feature, clean value and value of everything that was changed')
  .addHelpText('after', KINDS_HELP)
  .action(generate);

interface Options {
  kind: DataGeneration['kind'];
  rows: number;
  features?: number;
  anomalies?: number;
  sources?: number;
  interval?: number;
  seed: number;
  out: string;
  truth?: string;
}

async function generate(options: Options): Promise<void> {
  const { out, truth, interval: intervalMs, ...generation } = options;
  checkOptions(options);
  await checkDistinctFiles({ '--out': out, '--truth': truth });
  const progress = startProgress('generated', 'rows', generation.rows);
  const table = generatedTable({ ...generation, intervalMs });
  const anomalies = await writeGeneratedRows(table, out, truth, progress).finally(() => progress.stop());
  console.log(`${out}: ${counted(generation.rows, 'row')}, ${anomalies.toLocaleString('en')} of them anomalous`);
}

function checkOptions({ kind, rows, features, anomalies, interval }: Options): void {
  if (features !== undefined && !isPlain(kind)) {
    throw new UsageError(`--features is for the plain kinds: ${kind} has features of its own`);
  }
  if (interval !== undefined && (isPlain(kind) || kind === 'payments')) {
    throw new UsageError(`--interval is for seasonal, metrics and machines, got it with ${kind}`);
  }
  if (anomalies !== undefined && anomalies > rows) {
    throw new UsageError(`--anomalies ${anomalies} is more than the ${rows} rows`);
  }
}

await runCommand(command);
