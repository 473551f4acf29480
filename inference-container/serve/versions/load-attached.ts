import { MAX_TRAVELLING_BYTES, MAX_UNPACKED_MODEL_BYTES } from '../../../contracts/model-request.ts';
import { readyModel } from '../../../model/load-model.ts';
import type { Model } from '../../../model/model.ts';
import { unpackModel } from '../../../model/unpack-model.ts';

/** Enough for the 10,000 features that an observation has at most; a longer text takes everybody a second to read. */
const MOST_JSON_BYTES = 3_000_000;

/**
 * Loads the model that came with a request. Nobody is trusted: what it may take is bounded before it is unpacked, and
 * its content must be the version that it is said to be, so that none can be put in the place of another.
 *
 * @throws {Error} saying what is wrong with the archive
 */
export async function loadAttached(archive: Uint8Array, identity: string): Promise<Model> {
  if (archive.length > MAX_TRAVELLING_BYTES) {
    throw new Error(`the archive has ${archive.length} bytes, wanted at most ${MAX_TRAVELLING_BYTES}`);
  }
  const files = await unpackModel(archive, MAX_UNPACKED_MODEL_BYTES);
  const jsonBytes = files['model.json'].length;
  if (jsonBytes > MOST_JSON_BYTES) {
    throw new Error(`its model.json has ${jsonBytes} bytes, wanted at most ${MOST_JSON_BYTES}`);
  }
  const model = readyModel(files);
  if (model.identity !== identity) throw new Error(`it is ${model.identity}, wanted ${identity}`);
  return model;
}
