import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { MODEL_FILES, type ModelFiles } from './model-files.ts';

/**
 * The files of a `model.tar.gz`, as `packModel` writes it; others in it are passed over.
 *
 * @throws {Error} naming the file that is not in it
 */
export async function unpackModel(archive: Uint8Array): Promise<ModelFiles> {
  const files = new Map<string, Uint8Array>();
  const unpacker = extract();
  unpacker.end(gunzipSync(archive));
  for await (const entry of unpacker) files.set(entry.header.name.replace(/^\.\//, ''), await buffer(entry));
  const missing = MODEL_FILES.find((name) => !files.has(name));
  if (missing !== undefined) throw new Error(`the model archive has no ${missing}, wanted ${MODEL_FILES.join(', ')}`);
  return Object.fromEntries(files) as ModelFiles;
}
