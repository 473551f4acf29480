import { Command } from 'commander';
import { changeThreshold, type ThresholdWish } from '../model/change-threshold.ts';
import { loadModel } from '../model/load-model.ts';
import type { Model } from '../model/model.ts';
import { pickFeatures } from '../model/pick-features.ts';
import { saveModel } from '../model/save-model.ts';
import { withLanes } from '../model/with-lanes.ts';
import { describeWithPast } from '../tabular/describe-choice.ts';
import { readTrainingData } from '../tabular/read-training-data.ts';
import { addColumnOptions, addFeatureOptions, type ColumnOptions } from './cli/column-options.ts';
import { finiteNumber } from './cli/parse-option.ts';
import { addPastOptions, asOnStream, type PastOptions } from './cli/past-options.ts';
import { runCommand, UsageError } from './cli/run-command.ts';
import { addThresholdOptions, type ThresholdOptions, thresholdRuleOf } from './cli/threshold-options.ts';
import { chooseForModel } from './scoring/score-file.ts';
import { describeModel } from './train/describe-model.ts';

const command = addThresholdOptions(
  addPastOptions(
    addColumnOptions(
      addFeatureOptions(
        new Command('threshold')
          .description("Move a model's threshold without training. It becomes a new version, and its card says so.")
          .requiredOption('--model <folder>', 'model folder to change, as train writes it'),
      ),
    ),
  ),
)
  .option('--score <number>', 'the threshold itself', finiteNumber)
  .option('--data <file>', 'rows to count by (default: the scores of the training rows, as the model remembers them)')
  .action(threshold);

interface Options extends ColumnOptions, PastOptions, ThresholdOptions {
  model: string;
  score?: number;
  data?: string;
}

async function threshold(options: Options): Promise<void> {
  const wish = wishOf(options);
  const model = await loadModel(options.model);
  const data = options.data === undefined ? undefined : await rowsFor(model, options.data, options);
  const moved = changeThreshold(model, wish, data, Date.now());
  await saveModel(moved, options.model);
  console.log(`${options.model}: ${describeModel(moved)}`);
}

async function rowsFor(model: Model, file: string, options: Options) {
  const { flags, past, notice } = asOnStream(options);
  const choice = await chooseForModel(model, file, flags);
  for (const line of describeWithPast(choice, notice)) console.log(line);
  const told = past === 'no past' ? past : { ...past, derive: model.derive };
  return pickFeatures(withLanes(await readTrainingData(choice), told), model.features);
}

function wishOf({ score, ...options }: Options): ThresholdWish {
  const given = [options.alertBudget, options.contamination, score].filter((value) => value !== undefined);
  if (given.length !== 1)
    throw new UsageError(`wanted one of --alert-budget, --contamination and --score, got ${given.length}`);
  return score === undefined ? thresholdRuleOf(options) : { kind: 'score', score };
}

await runCommand(command);
