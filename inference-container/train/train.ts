import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { trainModel } from '../../model/train-model.ts';
import { readTrainingData } from '../../tabular/read-training-data.ts';
import type { Log } from '../log.ts';
import { decodeHyperparameters } from './decode-hyperparameters.ts';
import { findTrainingFiles } from './find-training-files.ts';
import { publishModel } from './publish-model.ts';

/** SageMaker shows this many characters of the reason why a job failed. */
const MAX_FAILURE_LENGTH = 1024;

export interface TrainSettings {
  /** `/opt/ml` in a training job: input/config, input/data and output below it. */
  readonly mlDir: string;
  readonly modelDir: string;
}

/**
 * SageMaker's training contract around what `npm run train` does: the same data, seed and parameters give the same model,
 * byte for byte.
 *
 * @throws {Error} what also stands in output/failure; or that the job was stopped, which is no failure and leaves no model
 */
export async function train({ mlDir, modelDir }: TrainSettings, stop: AbortSignal, log: Log): Promise<void> {
  const stopped = new Promise<never>((_, reject) => {
    stop.addEventListener('abort', () => reject(new Error('stopped before there was a model')));
  });
  try {
    await Promise.race([trainAndPublish(), stopped]);
  } catch (error) {
    if (!stop.aborted) await writeFailure(mlDir, (error as Error).message);
    throw error;
  }

  async function trainAndPublish(): Promise<void> {
    const json = await readJson(path.join(mlDir, 'input/config/hyperparameters.json'));
    const { columns, rows, options } = decodeHyperparameters(json);
    const files = await findTrainingFiles(path.join(mlDir, 'input/data'));
    const { parameters, ...others } = options;
    log('INFO', 'training', { files, ...parameters, ...others });
    const model = trainModel(await readTrainingData(files, columns, rows), options);
    await publishModel(model, modelDir, stop);
    const { version: modelVersion, features, threshold, training } = model;
    log('INFO', 'model trained', { modelVersion, features, threshold, ...training });
  }
}

/** @returns undefined if there is no such file */
async function readJson(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is not JSON: ${(error as Error).message}`, { cause: error });
  }
}

async function writeFailure(mlDir: string, reason: string): Promise<void> {
  const outputDir = path.join(mlDir, 'output');
  await mkdir(outputDir, { recursive: true });
  await writeFile(path.join(outputDir, 'failure'), reason.slice(0, MAX_FAILURE_LENGTH));
}
