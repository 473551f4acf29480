import type { Model } from './model.ts';
import { decodeModel, type ModelFiles } from './model-files.ts';
import { readModelFiles } from './read-model-files.ts';

/** Loads the model of a folder, ready to score. @throws {Error} saying which file is missing or wrong, and how */
export async function loadModel(dir: string): Promise<Model> {
  const files = await readModelFiles(dir);
  try {
    return readyModel(files);
  } catch (error) {
    throw new Error(`the model in ${dir} cannot be loaded: ${(error as Error).message}`, { cause: error });
  }
}

/** Decodes a model, ready to score. @throws {Error} saying which file is wrong, and how */
export function readyModel(files: ModelFiles): Model {
  const model = decodeModel(files);
  // the detector makes its tables when it first scores: now, and not while a first request waits
  model.detector.score(model.medians, 1);
  return model;
}
