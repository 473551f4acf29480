import { execFile } from 'node:child_process';
import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { buildah } from './buildah.ts';

/**
 * Makes a base image of this machine's own Node and the libraries that it needs, for where no Node 24 image is at hand
 * and none can be fetched.
 */
export async function assembleBase(image: string): Promise<void> {
  const container = await buildah('from', 'scratch');
  try {
    const root = await buildah('mount', container);
    const put = async (file: string, target: string) => {
      await mkdir(path.join(root, path.dirname(target)), { recursive: true });
      await copyFile(file, path.join(root, target));
    };
    await put(process.execPath, '/usr/local/bin/node');
    for (const library of await sharedLibraries(process.execPath)) await put(library, library);
    await mkdir(path.join(root, 'tmp'));
    await buildah('umount', container);
    await buildah('config', '--env', 'PATH=/usr/local/bin', container);
    await buildah('commit', '--quiet', container, image);
  } finally {
    await buildah('rm', container);
  }
}

/** Absolute paths, the loader among them: `libm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x..)`. */
async function sharedLibraries(program: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)('ldd', [program]);
  return [...stdout.matchAll(/(?<=^|\s)\/\S+/g)].map(([library]) => library);
}
