import { trainModel } from '../../model/train-model.ts';
import { withLanes } from '../../model/with-lanes.ts';
import { chooseColumns } from '../../tabular/choose-columns.ts';
import { describeChoice } from '../../tabular/describe-choice.ts';
import { readTrainingData } from '../../tabular/read-training-data.ts';
import type { Log } from '../log.ts';
import { decodeHyperparameters } from './decode-hyperparameters.ts';
import { findTrainingFiles, publishModel, readHyperparameters, writeFailure } from './job-folder.ts';

/** Where a training job reads and writes. */
export interface TrainSettings {
  /** `/opt/ml` in a training job: input/config, input/data and output below it. */
  readonly mlDir: string;
  readonly modelDir: string;
}

/**
 * Keeps SageMaker's training contract around what `npm run train` does: the same data, seed and parameters give the
 * same model, byte for byte. docs/training-job.md shows how to start one.
 *
 * @param now milliseconds since 1970
 * @throws {Error} what also stands in output/failure; or that the job was stopped, which is no failure and leaves no
 * model
 */
export async function train(
  { mlDir, modelDir }: TrainSettings,
  stop: AbortSignal,
  log: Log,
  now: () => number,
): Promise<void> {
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
    const { columns, rows, past, options } = decodeHyperparameters(await readHyperparameters(mlDir));
    const files = await findTrainingFiles(mlDir);
    const { parameters, ...others } = options;
    log('INFO', 'training', { files, ...parameters, ...others });
    const choice = await chooseColumns(files, columns, { rows });
    log('INFO', 'columns', { columns: describeChoice(choice) });
    const model = trainModel(withLanes(await readTrainingData(choice), past), { ...options, nowMs: now() });
    await publishModel(model, modelDir, stop);
    const { version: modelVersion, features, threshold, training } = model;
    log('INFO', 'model trained', { modelVersion, features, threshold, ...training });
  }
}
