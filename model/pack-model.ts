import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { MODEL_FILES, type ModelFiles } from './model-files.ts';
import { readModelFiles } from './read-model-files.ts';

/** Where a gzip header names the operating system, and the value for "unknown". RFC 1952, section 2.3.1. */
const GZIP_OS_AT = 9;
const GZIP_OS_UNKNOWN = 255;

/** Packs the model folder as {@link packFiles} does. @throws {Error} naming a file that cannot be read */
export async function packModel(dir: string): Promise<Uint8Array> {
  return packFiles(await readModelFiles(dir));
}

/**
 * Packs the files of a model as the `model.tar.gz` that SageMaker unpacks under /opt/ml/model.
 *
 * The same model gives the same bytes, wherever and whenever it is packed: otherwise every deployment would replace the
 * endpoint.
 */
export async function packFiles(files: ModelFiles): Promise<Uint8Array> {
  const tar = pack();
  for (const name of MODEL_FILES) {
    tar.entry({ name, mode: 0o644, uid: 0, gid: 0, mtime: new Date(0) }, Buffer.from(files[name]));
  }
  tar.finalize();

  // Node writes no time into the header, but the name of the system
  const packed = gzipSync(await buffer(tar), { level: 9 });
  packed[GZIP_OS_AT] = GZIP_OS_UNKNOWN;
  return packed;
}
