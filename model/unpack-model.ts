import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { MODEL_FILES, type ModelFiles } from './model-files.ts';

/**
 * The files of a `model.tar.gz`, as `packModel` writes it; others in it are passed over. It is unpacked on another
 * thread, and never beyond the limit, however much the archive claims to hold.
 *
 * @param mostBytes of everything in it, unpacked; absent of an archive that is one's own
 * @throws {Error} saying what is wrong with the archive, and naming the file that is not in it, or twice
 */
export async function unpackModel(archive: Uint8Array, mostBytes?: number): Promise<ModelFiles> {
  const files = new Map<string, Uint8Array>();
  const unpacker = extract();
  unpacker.end(await unzip(archive, mostBytes));
  for await (const entry of unpacker) {
    const name = entry.header.name.replace(/^\.\//, '');
    if (files.has(name)) throw new Error(`the model archive has ${name} twice, wanted it once`);
    if (isModelFile(name)) files.set(name, await buffer(entry));
    else entry.resume();
  }
  const missing = MODEL_FILES.find((name) => !files.has(name));
  if (missing !== undefined) throw new Error(`the model archive has no ${missing}, wanted ${MODEL_FILES.join(', ')}`);
  return Object.fromEntries(files) as ModelFiles;
}

function isModelFile(name: string): boolean {
  return (MODEL_FILES as readonly string[]).includes(name);
}

async function unzip(archive: Uint8Array, maxOutputLength?: number): Promise<Buffer> {
  try {
    return await promisify(gunzip)(archive, { ...(maxOutputLength && { maxOutputLength }) });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'ERR_BUFFER_TOO_LARGE' ? `it is more than ${maxOutputLength} bytes unpacked` : message;
    throw new Error(`the model archive cannot be unpacked: ${why}`, { cause: error });
  }
}
