import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import type { Model } from '../../model/model.ts';
import { encodeModel } from '../../model/model-files.ts';
import { packFiles } from '../../model/pack-model.ts';
import { trainModel } from '../../model/train-model.ts';

/** A model of these features that differs from others of theirs by the seed. */
export function modelOf(features: readonly string[], seed: number): Model {
  const rows = Float64Array.from(
    { length: 200 * features.length },
    (_, at) => ((at * 0.6180339887 + seed / 7) % 1) * 9,
  );
  return trainModel({ features: [...features], rows }, { seed, threshold: { kind: 'contamination', share: 0.02 } });
}

export function archiveOf(model: Model): Promise<Uint8Array> {
  return packFiles(encodeModel(model));
}

/** An archive of any files in any order, some of them twice. */
export async function archiveOfFiles(files: readonly (readonly [name: string, bytes: Uint8Array])[]) {
  const tar = pack();
  for (const [name, bytes] of files) tar.entry({ name }, Buffer.from(bytes));
  tar.finalize();
  return gzipSync(await buffer(tar));
}

export function identityOf(modelJson: Uint8Array): string {
  return createHash('sha256').update(modelJson).digest('hex');
}
