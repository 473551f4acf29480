import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Model } from '../../model/model.ts';
import { saveModel } from '../../model/save-model.ts';

/** SageMaker shows this many characters of the reason why a job failed. */
const MAX_FAILURE_LENGTH = 1024;
const USUAL_CHANNELS = ['train', 'training'];
/** What Spark, Hive and Dask write beside the files of a data set: `_SUCCESS`, `_metadata`, `.part-0.parquet.crc`. */
const BESIDE_DATA = /^[_.]/;
/** Lies in the model folder itself, which is a mount: nothing can be renamed into it from elsewhere. */
const UNFINISHED = '.unfinished';

/**
 * Reads what the job was told.
 *
 * @param mlDir `/opt/ml` in a training job
 * @returns the JSON; undefined if there is no such file
 * @throws {Error} if the file is not JSON
 */
export async function readHyperparameters(mlDir: string): Promise<unknown> {
  const file = path.join(mlDir, 'input/config/hyperparameters.json');
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

/**
 * Finds the files of the channel to train on: `train` or `training`, or whatever the only channel is called.
 *
 * @param mlDir holds a folder per channel in `input/data`
 * @returns paths in their order, so that the same data give the same model
 * @throws {Error} if there is no such channel, or nothing in it
 */
export async function findTrainingFiles(mlDir: string): Promise<string[]> {
  const dataDir = path.join(mlDir, 'input/data');
  const entries = await readdir(dataDir, { withFileTypes: true }).catch(() => []);
  const channels = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const channel = USUAL_CHANNELS.find((name) => channels.includes(name)) ?? onlyOne(channels);
  if (channel === undefined) {
    const got = channels.length === 0 ? 'no channel' : `the channels ${channels.sort().join(', ')}`;
    throw new Error(`got ${got}, wanted one called train with files of rows, in File mode`);
  }
  const found = await readdir(path.join(dataDir, channel), { recursive: true, withFileTypes: true });
  const files = found.filter((entry) => entry.isFile() && !BESIDE_DATA.test(entry.name));
  if (files.length === 0) throw new Error(`the channel ${channel} has no file of rows, wanted some, in File mode`);
  return files.map((entry) => path.join(entry.parentPath, entry.name)).sort();
}

function onlyOne(channels: readonly string[]): string | undefined {
  return channels.length === 1 ? channels[0] : undefined;
}

/**
 * Puts a whole model into the model folder, or nothing: what is written while the job is stopped is taken away again.
 * It does all renames in one go, in which no signal is looked at.
 *
 * @throws {unknown} the reason of `stop` once it aborts
 */
export async function publishModel(model: Model, modelDir: string, stop: AbortSignal): Promise<void> {
  const unfinished = path.join(modelDir, UNFINISHED);
  // again where a write that was under way put a file into the folder while it was emptied
  const discard = (): void => rmSync(unfinished, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  stop.addEventListener('abort', discard);
  try {
    stop.throwIfAborted();
    mkdirSync(modelDir, { recursive: true });
    await saveModel(model, unfinished);
    stop.throwIfAborted();
    for (const name of readdirSync(unfinished)) renameSync(path.join(unfinished, name), path.join(modelDir, name));
  } finally {
    stop.removeEventListener('abort', discard);
    discard();
  }
}

/** Writes why the job failed to where SageMaker looks for it. */
export async function writeFailure(mlDir: string, reason: string): Promise<void> {
  const outputDir = path.join(mlDir, 'output');
  await mkdir(outputDir, { recursive: true });
  await writeFile(path.join(outputDir, 'failure'), reason.slice(0, MAX_FAILURE_LENGTH));
}
