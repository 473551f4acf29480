import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UsageError } from './run-command.ts';

/**
 * Before anything is written: no file takes the place of another that the command reads or writes.
 *
 * @param files by flag
 * @throws {UsageError} when two flags name the same file
 */
export async function checkDistinctFiles(files: Readonly<Record<string, string | undefined>>): Promise<void> {
  const flags = new Map<string, string>();
  for (const [flag, file] of Object.entries(files)) {
    if (file === undefined) continue;
    const path = await realpath(file).catch(() => resolve(file));
    const other = flags.get(path);
    if (other !== undefined) throw new UsageError(`${other} and ${flag} are the same file, ${file}; wanted two`);
    flags.set(path, flag);
  }
}
