import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import type { TrainingData } from '../contracts/training-data.ts';
import { modelFromSklearn } from '../model/import/model-from-sklearn.ts';
import { decodeSklearnExport } from '../model/import/sklearn-export.ts';
import type { Model } from '../model/model.ts';
import { saveModel } from '../model/save-model.ts';
import { chooseColumns } from '../tabular/choose-columns.ts';
import { describeChoice } from '../tabular/describe-choice.ts';
import { readTrainingData } from '../tabular/read-training-data.ts';
import { installationOption } from './cli/installation-option.ts';
import { addRegisterOption, type RegisterOptions, registerIfAsked } from './cli/register.ts';
import { runCommand } from './cli/run-command.ts';
import { describeModel } from './train/describe-model.ts';

const command = new Command('import')
  .description('Make a model of one that was trained with scikit-learn.')
  .requiredOption(
    '--sklearn <file>',
    'JSON that scripts/export-sklearn.py wrote of an IsolationForest, a LocalOutlierFactor or a OneClassSVM',
  )
  .option(
    '--data <files...>',
    'files of rows that it was trained on (CSV, JSON Lines or Parquet): what is usual, and what a score means, comes from them',
  )
  .requiredOption('--out <dir>', 'model folder to write')
  .addOption(installationOption())
  .action(importModel);
addRegisterOption(command);

interface Options extends RegisterOptions {
  sklearn: string;
  data?: string[];
  out: string;
}

async function importModel({ sklearn, data, out, ...register }: Options): Promise<void> {
  const model = await readExport(sklearn, data);
  await saveModel(model, out);
  console.log(`${out}: ${describeModel(model)}`);
  if (model.training.rows === undefined)
    console.log(
      'without --data its verdicts say neither what was expected nor how rare a row is; medians and grades are estimates',
    );
  await registerIfAsked(out, register);
}

async function readExport(file: string, data?: readonly string[]): Promise<Model> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${file} ${error.code === 'ENOENT' ? 'is not there' : `cannot be read (${error.code})`}`, {
      cause: error,
    });
  });
  const exported = named(file, () => decodeSklearnExport(text));
  const trained = data && (await rowsOf(data, exported.features));
  return named(file, () => modelFromSklearn(exported, trained, Date.now()));
}

async function rowsOf(files: readonly string[], features: readonly string[]): Promise<TrainingData> {
  const choice = await chooseColumns(files, { features });
  console.log(describeChoice(choice));
  return readTrainingData(choice);
}

function named<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`, { cause: error });
  }
}

await runCommand(command);
