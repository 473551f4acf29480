import { Command } from 'commander';
import { saveModel } from '../model/save-model.ts';
import { trainModel } from '../model/train-model.ts';
import { withLanes } from '../model/with-lanes.ts';
import { chooseColumns } from '../tabular/choose-columns.ts';
import { describeWithPast } from '../tabular/describe-choice.ts';
import { readTrainingData } from '../tabular/read-training-data.ts';
import { addColumnOptions, addFeatureOptions, type ColumnOptions } from './cli/column-options.ts';
import { positiveInteger, wholeNumber } from './cli/parse-option.ts';
import {
  addDeriveOption,
  addPastOptions,
  asOnStream,
  type DerivingOptions,
  withShortForms,
} from './cli/past-options.ts';
import { runCommand } from './cli/run-command.ts';
import { addThresholdOptions, type ThresholdOptions, thresholdRuleOf, trimOf } from './cli/threshold-options.ts';
import { describeModel } from './train/describe-model.ts';
import { addDetectorOptions, chosenDetector } from './train/detector-options.ts';

const withData = new Command('train')
  .description('Train a detector on the rows of a file. Labels are never trained on.')
  .requiredOption('--data <files...>', 'files of rows: CSV or JSON Lines, plain or gzipped, or Parquet');

const command = addDetectorOptions(
  addThresholdOptions(addDeriveOption(addPastOptions(addColumnOptions(addFeatureOptions(withData))))),
)
  .option('--seed <number>', 'decides every draw', wholeNumber, 0)
  .option('--trim <share>', 'leave the strangest share out and fit again: 0.05 or 5%')
  .option('--rows <count>', 'train on the first rows only', positiveInteger)
  .option('--sample', 'the rows are a sample: the model judges only observations that have one of these features')
  .requiredOption('--out <folder>', 'model folder to write')
  .action(train);

interface Options extends ColumnOptions, DerivingOptions, ThresholdOptions {
  data: string[];
  detector: string;
  seed: number;
  rows?: number;
  trim?: string;
  sample?: boolean;
  out: string;
}

async function train(options: Options): Promise<void> {
  const { detector, parameters } = chosenDetector(options);
  const threshold = thresholdRuleOf(options);
  const trim = trimOf(options.trim);
  const { flags, past, notice } = asOnStream(withShortForms(options));
  const choice = await chooseColumns(options.data, flags, { rows: options.rows });
  for (const line of describeWithPast(choice, notice)) console.log(line);
  const data = withLanes(await readTrainingData(choice), past);
  const { seed, sample: isSample } = options;
  const model = trainModel(data, { detector, parameters, seed, threshold, trim, isSample, nowMs: Date.now() });
  await saveModel(model, options.out);
  console.log(`${options.out}: ${describeModel(model)}`);
}

await runCommand(command);
