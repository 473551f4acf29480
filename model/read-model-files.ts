import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MODEL_FILES, type ModelFiles } from './model-files.ts';

/** Reads the files of a model folder. @throws {Error} naming the file that cannot be read, and what to do */
export async function readModelFiles(dir: string): Promise<ModelFiles> {
  const files: Partial<Record<keyof ModelFiles, Uint8Array>> = {};
  for (const name of MODEL_FILES) files[name] = await readModelFile(dir, name);
  return files as ModelFiles;
}

async function readModelFile(dir: string, name: string): Promise<Uint8Array> {
  try {
    return await readFile(join(dir, name));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'is not there' : `cannot be read (${code})`;
    throw new Error(
      `${join(dir, name)} ${why}; a model folder holds ${MODEL_FILES.join(', ')}, as \`npm run train\` writes them`,
      {
        cause: error,
      },
    );
  }
}
