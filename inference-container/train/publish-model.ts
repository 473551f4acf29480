import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Model } from '../../model/model.ts';
import { saveModel } from '../../model/save-model.ts';

/** In the model folder itself, which is a mount: nothing can be renamed into it from elsewhere. */
const UNFINISHED = '.unfinished';

/**
 * Puts a whole model into the folder, or nothing: what is written while the job is stopped is taken away again.
 * All renames happen in one go, in which no signal is looked at.
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
