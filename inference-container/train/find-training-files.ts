import { readdir } from 'node:fs/promises';
import path from 'node:path';

const USUAL_CHANNELS = ['train', 'training'];

/**
 * The files of the channel to train on: `train` or `training`, or whatever the only channel is called.
 *
 * @param dataDir holds a folder per channel
 * @returns in the order of their paths, so that the same data give the same model
 * @throws {Error} if there is no such channel, or nothing in it
 */
export async function findTrainingFiles(dataDir: string): Promise<string[]> {
  const entries = await readdir(dataDir, { withFileTypes: true }).catch(() => []);
  const channels = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const channel = USUAL_CHANNELS.find((name) => channels.includes(name)) ?? onlyOne(channels);
  if (channel === undefined) {
    const got = channels.length === 0 ? 'no channel' : `the channels ${channels.sort().join(', ')}`;
    throw new Error(`got ${got}, wanted one called train with CSV files, in File mode`);
  }
  const found = await readdir(path.join(dataDir, channel), { recursive: true, withFileTypes: true });
  const files = found.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  if (files.length === 0) throw new Error(`the channel ${channel} has no file, wanted CSV files, in File mode`);
  return files.sort();
}

function onlyOne(channels: readonly string[]): string | undefined {
  return channels.length === 1 ? channels[0] : undefined;
}
