import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, normalize, sep } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';

/** Writes the files of a `model.tar.gz` under `dir`, as SageMaker does under /opt/ml/model. */
export async function extractModelArchive(archive: Uint8Array, dir: string): Promise<void> {
  const unpacker = extract();
  unpacker.end(gunzipSync(archive));
  for await (const entry of unpacker) {
    const path = normalize(join(dir, entry.header.name));
    if (!path.startsWith(dir + sep))
      throw new Error(`the model archive has a file outside of its folder: ${entry.header.name}`);
    if (entry.header.type === 'file') {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, await buffer(entry));
    } else {
      entry.resume();
    }
  }
}
