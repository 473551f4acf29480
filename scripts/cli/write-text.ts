import { mkdir, open, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes a text file, making its folder. */
export async function writeText(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

/**
 * Before work that takes minutes: makes the folder and, where there is none, an empty file. @throws when it cannot be
 * written
 */
export async function checkWritable(file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await (await open(file, 'a')).close();
}
