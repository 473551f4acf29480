import { expect, test } from 'vitest';
import { fitForest } from '../../../../detectors/isolation-forest/fit/fit-forest.ts';
import { compileKernel, KERNELS } from '../../../../kernels/compile.ts';
import { GROW_KERNEL_BASE64 } from '../../../../kernels/grow/module.ts';
import { naiveFit } from '../../../support/naive-fit.ts';
import { normalRows } from '../../../support/streams.ts';

test('trees are those of the paper, for every shape of sample, on ties, constants and values beyond float32', () => {
  for (const [n, d, trees, samples, bootstrap] of [
    [1000, 5, 30, 256, false],
    [1000, 5, 30, 256, true],
    [40, 1, 50, 256, false],
    [700, 12, 10, 700, true],
    [3000, 2, 5, 2500, false],
    [2, 3, 20, 2, false],
    [1, 2, 3, 256, true],
  ] as const) {
    const rows = normalRows(n, d, n + d);
    for (let i = 0; i < n; i++) {
      // rows that differ in nothing, by a sign of zero, by one step of float32, and by more than there is
      if (i % 4 === 0) rows.fill(1.5, i * d, i * d + d);
      if (i % 9 === 1) rows[i * d] = i % 2 === 0 ? 0 : -0;
      if (i % 9 === 2) rows[i * d] = 1 + (i % 2) * 2 ** -23;
    }
    rows[0] = -1e300;
    if (n > 2) rows[rows.length - 1] = 1e300;

    const options = { trees, samples, bootstrap, seed: n * d };
    const { roots, feature, threshold, right, size } = fitForest(rows, d, options);
    const table = Array.from({ length: n }, (_, i) => [...rows.subarray(i * d, i * d + d)]);
    expect(
      { roots: [...roots], feature: [...feature], threshold: [...threshold], right: [...right], size: [...size] },
      `${n} rows of ${d}`,
    ).toEqual(naiveFit(table, options));
  }
});

test('a tree for which there cannot be enough memory is refused with its size', () => {
  // never touched: refused before a value is read
  const rows = new Float64Array(50_000_000);
  expect(() => fitForest(rows, 1, { trees: 1, samples: 50_000_000 })).toThrow(
    'a tree of 50000000 of 50000000 rows of 1 values needs',
  );
});

test('fitting does not remember: the same seed gives the same trees after any other fit', () => {
  const rows = normalRows(500, 4, 1);
  const before = fitForest(rows, 4, { trees: 5, seed: 1 });
  fitForest(normalRows(900, 7, 2), 7, { trees: 9, bootstrap: true, seed: 2 });
  expect(fitForest(rows, 4, { trees: 5, seed: 1 })).toEqual(before);
});

test('the module is what its source compiles to', async () => {
  const wasm = await compileKernel(KERNELS.grow);
  expect(GROW_KERNEL_BASE64).toBe(Buffer.from(wasm).toString('base64'));
});
