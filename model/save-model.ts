import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Model } from './model.ts';
import { encodeModel } from './model-files.ts';

/** Writes the model folder, making it where it is not there. */
export async function saveModel(model: Model, dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  for (const [name, bytes] of Object.entries(encodeModel(model))) await writeFile(join(dir, name), bytes);
}
