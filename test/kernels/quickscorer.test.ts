import { expect, test } from 'vitest';
import { fitForest } from '../../detectors/isolation-forest/fit/fit-forest.ts';
import { weightedForest } from '../../detectors/isolation-forest/forest/scoring-forest.ts';
import { walkScorer } from '../../detectors/isolation-forest/score/blocked-traversal.ts';
import { compileKernel, KERNELS } from '../../kernels/compile.ts';
import { maskScorer } from '../../kernels/quickscorer/kernel.ts';
import { MASK_KERNEL_BASE64 } from '../../kernels/quickscorer/module.ts';
import { normalRows } from '../support/streams.ts';
import { tieRows } from '../support/tie-rows.ts';

test('the kernel gives the bits of the plain scorer, for every shape of forest that it takes', () => {
  for (const [d, trees, samples] of [
    [1, 1, 1],
    [1, 7, 256],
    [2, 100, 2],
    [3, 9, 40],
    [5, 100, 256],
    [50, 20, 300],
    [128, 20, 64],
    [3, 17, 3000],
  ] as const) {
    const forest = fitForest(normalRows(4000, d, d), d, { trees, samples, seed: trees });
    const weighted = weightedForest(forest);
    const kernel = maskScorer(weighted)?.score;
    expect(kernel, `${d} features, ${trees} trees`).toBeDefined();
    const rows = Float64Array.from([...normalRows(700, d, 99), ...tieRows(forest, 701, 7)]);
    for (const count of [1401, 512, 513, 3, 1]) {
      const [ours, plain] = [new Float64Array(count), new Float64Array(count)];
      kernel?.(rows, count, ours);
      walkScorer(weighted)(rows, count, plain);
      expect(ours).toEqual(plain);
    }
  }
});

test('forests that the kernel does not suit are left to the plain scorer', () => {
  expect(maskScorer(weightedForest(fitForest(normalRows(300, 129, 1), 129)))).toBeUndefined();
  expect(maskScorer(weightedForest(fitForest(normalRows(5000, 2, 1), 2, { samples: 5000 })))).toBeUndefined();
});

test('the module is what its source compiles to', async () => {
  const wasm = await compileKernel(KERNELS.mask);
  expect(MASK_KERNEL_BASE64).toBe(Buffer.from(wasm).toString('base64'));
});
