import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import type { Model } from '../model/model.ts';
import { saveModel } from '../model/save-model.ts';
import { runCommand } from './cli/run-command.ts';
import { modelFromSklearn } from './import/model-from-sklearn.ts';
import { decodeSklearnForest } from './import/sklearn-forest.ts';

const command = new Command('import')
  .description('Make a model of an isolation forest that was trained elsewhere.')
  .requiredOption('--sklearn <file>', 'JSON that scripts/export-sklearn.py wrote of a scikit-learn IsolationForest')
  .requiredOption('--out <dir>', 'model folder to write')
  .action(importModel);

async function importModel({ sklearn, out }: { sklearn: string; out: string }): Promise<void> {
  const model = await readExport(sklearn);
  await saveModel(model, out);
  const { features, threshold, version, training } = model;
  console.log(`${out}: model ${version}, ${training.parameters.trees} trees, ${features.length} features`);
  console.log(`threshold ${threshold} (${training.thresholdRule})`);
}

async function readExport(file: string): Promise<Model> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${file} ${error.code === 'ENOENT' ? 'is not there' : `cannot be read (${error.code})`}`, {
      cause: error,
    });
  });
  try {
    return modelFromSklearn(decodeSklearnForest(text));
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`, { cause: error });
  }
}

await runCommand(command);
