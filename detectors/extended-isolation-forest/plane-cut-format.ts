import { FILE_KINDS } from '../file-header.ts';
import { readForest } from '../forest/codec/decode-forest.ts';
import { encodeForest } from '../forest/codec/encode-forest.ts';
import { LEAF } from '../forest/forest.ts';
import type { PlaneCutForest } from './plane-cut-forest.ts';

/** Writes a forest as bytes: in the format of all forests, and then the normals of the splits as float32. */
export function encodePlaneCuts(forest: PlaneCutForest): Uint8Array {
  const trees = encodeForest(forest, FILE_KINDS.extendedIsolationForest);
  const bytes = new Uint8Array(trees.length + 4 * forest.normals.length);
  bytes.set(trees);
  const view = new DataView(bytes.buffer, trees.length);
  for (const [i, value] of forest.normals.entries()) view.setFloat32(4 * i, value, true);
  return bytes;
}

/** Reads it again. @throws {Error} saying what is wrong with the bytes, the value got and the value wanted */
export function decodePlaneCuts(bytes: Uint8Array): PlaneCutForest {
  const { forest, end } = readForest(bytes, FILE_KINDS.extendedIsolationForest);
  const splits = forest.feature.reduce((count, f) => count + (f === LEAF ? 0 : 1), 0);
  const wantedEnd = end + 4 * splits * forest.featureCount;
  if (bytes.length < wantedEnd)
    throw new Error(`the normals of the forest are cut short: got ${bytes.length} bytes, wanted ${wantedEnd}`);
  if (bytes.length > wantedEnd)
    throw new Error(`${bytes.length - wantedEnd} bytes follow the end of the forest, wanted none`);
  const view = new DataView(bytes.buffer, bytes.byteOffset + end);
  const normals = Float32Array.from({ length: splits * forest.featureCount }, (_, i) => view.getFloat32(4 * i, true));
  const wrong = normals.findIndex((value) => !Number.isFinite(value));
  if (wrong !== -1) throw new Error(`number ${wrong} of the normals is ${normals[wrong]}, wanted a finite one`);
  return { ...forest, normals };
}
