import { Command } from 'commander';
import type { ThresholdRule } from '../model/choose-threshold.ts';
import { parseThresholdRule } from '../model/parse-threshold-rule.ts';
import { saveModel } from '../model/save-model.ts';
import { trainModel } from '../model/train-model.ts';
import type { ColumnFlags } from '../tabular/locate-columns.ts';
import { readTrainingData } from '../tabular/read-training-data.ts';
import { addColumnOptions, columnFlagsOf } from './cli/column-options.ts';
import { positiveInteger, wholeNumber } from './cli/parse-option.ts';
import { runCommand, UsageError } from './cli/run-command.ts';
import { describeModel } from './train/describe-model.ts';

const command = addColumnOptions(
  new Command('train')
    .description('Train an Isolation Forest on the rows of a CSV file. Labels are never trained on.')
    .requiredOption('--data <files...>', 'CSV files, plain or gzipped'),
)
  .option('--trees <count>', 'trees of the forest', positiveInteger, 100)
  .option('--samples <count>', 'rows that each tree sees', positiveInteger, 256)
  .option('--bootstrap', 'draw the rows of a tree with replacement', false)
  .option('--seed <number>', 'decides every draw', wholeNumber, 0)
  .option('--rows <count>', 'train on the first rows only', positiveInteger)
  .option('--alert-budget <budget>', 'rows to be told of: 5/day, or 0.1% of the rows (default: 0.1%)')
  .option('--contamination <share>', 'share of the rows that is known to be anomalous, or auto for a score of 0.5')
  .requiredOption('--out <folder>', 'model folder to write')
  .action(train);

interface Options extends ColumnFlags {
  data: string[];
  trees: number;
  samples: number;
  bootstrap: boolean;
  seed: number;
  rows?: number;
  alertBudget?: string;
  contamination?: string;
  out: string;
}

async function train(options: Options): Promise<void> {
  const { trees, samples, bootstrap, seed } = options;
  const threshold = thresholdRule(options);
  const data = await readTrainingData(options.data, columnFlagsOf(options), options.rows);
  const model = trainModel(data, { trees, samples, bootstrap, seed, threshold });
  await saveModel(model, options.out);
  console.log(`${options.out}: ${describeModel(model)}`);
}

function thresholdRule({ alertBudget, contamination }: Options): ThresholdRule {
  try {
    return parseThresholdRule(alertBudget, contamination);
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(error.message) : error;
  }
}

await runCommand(command);
