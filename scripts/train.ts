import { Command } from 'commander';
import { saveModel } from '../model/save-model.ts';
import { trainModel } from '../model/train-model.ts';
import type { ColumnFlags } from '../tabular/locate-columns.ts';
import { readTrainingData } from '../tabular/read-training-data.ts';
import { addColumnOptions, addFeatureOptions, columnFlagsOf } from './cli/column-options.ts';
import { positiveInteger, wholeNumber } from './cli/parse-option.ts';
import { runCommand } from './cli/run-command.ts';
import { addThresholdOptions, type ThresholdOptions, thresholdRuleOf } from './cli/threshold-options.ts';
import { describeModel } from './train/describe-model.ts';

const command = addThresholdOptions(
  addColumnOptions(
    addFeatureOptions(
      new Command('train')
        .description('Train an Isolation Forest on the rows of a CSV file. Labels are never trained on.')
        .requiredOption('--data <files...>', 'CSV files, plain or gzipped'),
    ),
  ),
)
  .option('--trees <count>', 'trees of the forest', positiveInteger, 100)
  .option('--samples <count>', 'rows that each tree sees', positiveInteger, 256)
  .option('--bootstrap', 'draw the rows of a tree with replacement', false)
  .option('--seed <number>', 'decides every draw', wholeNumber, 0)
  .option('--rows <count>', 'train on the first rows only', positiveInteger)
  .requiredOption('--out <folder>', 'model folder to write')
  .action(train);

interface Options extends ColumnFlags, ThresholdOptions {
  data: string[];
  trees: number;
  samples: number;
  bootstrap: boolean;
  seed: number;
  rows?: number;
  out: string;
}

async function train(options: Options): Promise<void> {
  const { trees, samples, bootstrap, seed } = options;
  const threshold = thresholdRuleOf(options);
  const data = await readTrainingData(options.data, columnFlagsOf(options), options.rows);
  const model = trainModel(data, { trees, samples, bootstrap, seed, threshold });
  await saveModel(model, options.out);
  console.log(`${options.out}: ${describeModel(model)}`);
}

await runCommand(command);
