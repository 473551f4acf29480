import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { saveModel } from '../../model/save-model.ts';
import { trainModel } from '../../model/train-model.ts';
import type { Bench } from '../bench-line.ts';
import { linearRows, SHAPES } from '../shapes.ts';
import { startSklearn } from '../sklearn/sklearn-rival.ts';

/** Bytes of a model folder, trees and all that explains them, against joblib's file of the trees. */
export const modelSize: Bench = {
  name: 'model-size',
  async *run({ python }) {
    if (!python) return;
    const folder = await mkdtemp(join(tmpdir(), 'weir-size-'));
    const sklearn = await startSklearn(python.command);
    try {
      for (const { name, rows: count, features: width } of SHAPES.slice(0, 2)) {
        const rows = linearRows(count, width);
        await sklearn.load(rows, width);
        await sklearn.fit(1);
        const theirs = await sklearn.save(join(folder, 'forest.joblib'));
        const features = Array.from({ length: width }, (_, f) => `feature_${f + 1}`);
        await saveModel(
          trainModel({ features, rows }, { detector: 'isolation-forest', threshold: { kind: 'budget' } }),
          join(folder, 'model'),
        );
        const ours = await folderBytes(join(folder, 'model'));
        yield {
          work: `model folder, 100 trees x 256 samples, ${name}`,
          rival: "joblib's file",
          ratio: ours / theirs,
          goal: 0.1,
          better: 'lower',
          ours: kilobytes(ours),
          theirs: kilobytes(theirs),
        };
      }
    } finally {
      await sklearn.stop();
      await rm(folder, { recursive: true });
    }
  },
};

async function folderBytes(dir: string): Promise<number> {
  const sizes = await Promise.all((await readdir(dir)).map(async (file) => (await stat(join(dir, file))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
