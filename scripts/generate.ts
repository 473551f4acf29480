import { Command, Option } from 'commander';
import { counted } from '../contracts/counted.ts';
import { checkDistinctFiles } from './cli/check-distinct-files.ts';
import { positiveInteger, wholeNumber } from './cli/parse-option.ts';
import { startProgress } from './cli/progress.ts';
import { runCommand, UsageError } from './cli/run-command.ts';
import { KINDS, type Kind } from './generate/clean-series.ts';
import { writeGeneratedRows } from './generate/write-rows.ts';

const command = new Command('generate')
  .description('Write labelled data to try Weir with: the same seed gives the same bytes.')
  .addOption(new Option('--kind <kind>', 'shape of the usual values').choices(KINDS).default('uniform'))
  .option('--rows <count>', 'rows, one a minute', positiveInteger, 10_000)
  .option('--features <count>', 'columns feature_1, feature_2, ...', positiveInteger, 3)
  .option(
    '--anomalies <count>',
    'spikes per feature (default: 1 % of the rows); with uniform: anomalous rows (default: 5 %)',
    wholeNumber,
  )
  .option('--sources <count>', 'sources that take turns', positiveInteger, 1)
  .option('--seed <number>', 'decides every value', wholeNumber, 1)
  .requiredOption('--out <file>', 'CSV file to write, gzipped when its name ends in .gz')
  .option('--truth <file>', 'CSV file that gets row, feature, clean value and value of everything that was changed')
  .action(generate);

interface Options {
  kind: Kind;
  rows: number;
  features: number;
  anomalies?: number;
  sources: number;
  seed: number;
  out: string;
  truth?: string;
}

async function generate(options: Options): Promise<void> {
  const { out, truth, ...generation } = options;
  if (generation.anomalies !== undefined && generation.anomalies > generation.rows) {
    throw new UsageError(`--anomalies ${generation.anomalies} is more than the ${generation.rows} rows`);
  }
  await checkDistinctFiles({ '--out': out, '--truth': truth });
  const progress = startProgress('generated', 'rows', generation.rows);
  const anomalies = await writeGeneratedRows(generation, out, truth, progress).finally(() => progress.stop());
  console.log(`${out}: ${counted(generation.rows, 'row')}, ${anomalies.toLocaleString('en')} of them anomalous`);
}

await runCommand(command);
