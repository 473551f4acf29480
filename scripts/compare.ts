import { Command } from 'commander';
import { DEFAULT_DETECTOR_KIND, DETECTOR_KINDS } from '../model/train-model.ts';
import { chooseColumns } from '../tabular/choose-columns.ts';
import { describeWithPast } from '../tabular/describe-choice.ts';
import { addColumnOptions, addFeatureOptions, type ColumnOptions } from './cli/column-options.ts';
import { positiveInteger, wholeNumber } from './cli/parse-option.ts';
import {
  addDeriveOption,
  addPastOptions,
  asOnStream,
  type DerivingOptions,
  withShortForms,
} from './cli/past-options.ts';
import { startProgress } from './cli/progress.ts';
import { runCommand } from './cli/run-command.ts';
import { addThresholdOptions, type ThresholdOptions, thresholdRuleOf } from './cli/threshold-options.ts';
import { type ComparedKind, compareKinds } from './compare/compare-kinds.ts';
import { readHalves } from './compare/read-halves.ts';
import { recommend } from './compare/recommend.ts';
import { comparisonTable } from './compare/show-comparison.ts';
import { checkLabels } from './scoring/evaluate-file.ts';

const withData = new Command('compare')
  .description(
    'Train a detector of every kind on every other row of a file, judge the rest, and recommend one. Nothing is written.',
  )
  .requiredOption('--data <files...>', 'files of rows: CSV or JSON Lines, plain or gzipped, or Parquet');

const command = addThresholdOptions(addDeriveOption(addPastOptions(addColumnOptions(addFeatureOptions(withData)))))
  .option('--seed <number>', 'decides every draw', wholeNumber, 0)
  .option('--rows <count>', 'take the first rows only', positiveInteger)
  .action(compare);

interface Options extends ColumnOptions, DerivingOptions, ThresholdOptions {
  data: string[];
  seed: number;
  rows?: number;
}

async function compare(options: Options): Promise<void> {
  const { data, seed, rows } = options;
  const threshold = thresholdRuleOf(options);
  const { flags, past, notice } = asOnStream(withShortForms(options));
  const choice = await chooseColumns(data, flags, { rows });
  checkLabels(choice);
  for (const line of describeWithPast(choice, notice)) console.log(line);
  const halves = await readHalves(choice, past);
  const progress = startProgress('compared', 'detectors', DETECTOR_KINDS.length);
  const compared: ComparedKind[] = [];
  try {
    for (const each of compareKinds(halves, { seed, threshold }, cpuSeconds)) {
      compared.push(each);
      progress.update(compared.length);
    }
  } finally {
    progress.stop();
  }
  console.log(dealtOut(halves.judged.length, compared[0]));
  console.log(comparisonTable(compared));
  console.log(recommend(compared, DEFAULT_DETECTOR_KIND.kind));
}

function dealtOut(judged: number, { quality }: ComparedKind): string {
  const labelled = quality ? `, of which ${quality.anomalies.toLocaleString('en')} are labelled as anomalies` : '';
  return `trained on rows 1, 3, 5, ..; judged on the ${judged.toLocaleString('en')} others${labelled}; times are of this machine's CPU`;
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

await runCommand(command);
