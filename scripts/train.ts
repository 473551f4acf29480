import { Command } from 'commander';
import { saveModel } from '../model/save-model.ts';
import { DEFAULT_DETECTOR_KIND, trainModel } from '../model/train-model.ts';
import { readTrainingData } from '../tabular/read-training-data.ts';
import { addColumnOptions, addFeatureOptions, type ColumnOptions, columnFlagsOf } from './cli/column-options.ts';
import { positiveInteger, wholeNumber } from './cli/parse-option.ts';
import { runCommand } from './cli/run-command.ts';
import { addThresholdOptions, type ThresholdOptions, thresholdRuleOf } from './cli/threshold-options.ts';
import { describeModel } from './train/describe-model.ts';
import { addParameterOptions, parametersOf } from './train/parameter-options.ts';

const kind = DEFAULT_DETECTOR_KIND;
const withData = new Command('train')
  .description(`Train ${kind.title} on the rows of a CSV file. Labels are never trained on.`)
  .requiredOption('--data <files...>', 'CSV files, plain or gzipped');

const command = addParameterOptions(addThresholdOptions(addColumnOptions(addFeatureOptions(withData))), kind)
  .option('--seed <number>', 'decides every draw', wholeNumber, 0)
  .option('--rows <count>', 'train on the first rows only', positiveInteger)
  .requiredOption('--out <folder>', 'model folder to write')
  .action(train);

interface Options extends ColumnOptions, ThresholdOptions {
  data: string[];
  seed: number;
  rows?: number;
  out: string;
}

async function train(options: Options): Promise<void> {
  const parameters = parametersOf(options, kind);
  const threshold = thresholdRuleOf(options);
  const data = await readTrainingData(options.data, columnFlagsOf(options), options.rows);
  const model = trainModel(data, { detector: kind.kind, parameters, seed: options.seed, threshold, nowMs: Date.now() });
  await saveModel(model, options.out);
  console.log(`${options.out}: ${describeModel(model)}`);
}

await runCommand(command);
