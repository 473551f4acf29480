import { expect, test } from 'vitest';
import { fitForest } from '../../../detectors/isolation-forest/fit-forest.ts';
import { treeGrower } from '../../../kernels/grow/twin.ts';
import { normalRows } from '../../support/streams.ts';

test('a forest is its trees, grown one after the other on samples that are no larger than there are rows', () => {
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
    const seed = n * d;
    const growTree = treeGrower({ featureCount: d, rowCount: n, sampleCount: Math.min(n, samples), bootstrap }, seed);
    const wanted = { roots: [0], feature: [] as number[], threshold: [] as number[], right: [] as number[] };
    const sizes: number[] = [];
    for (let t = 0; t < trees; t++) {
      const { feature, threshold, right, size } = growTree(rows, sizes.length);
      wanted.feature.push(...feature);
      wanted.threshold.push(...threshold);
      wanted.right.push(...right);
      sizes.push(...size);
      wanted.roots.push(sizes.length);
    }
    const { roots, feature, threshold, right, size } = fitForest(rows, d, { trees, samples, bootstrap, seed });
    expect(
      { roots: [...roots], feature: [...feature], threshold: [...threshold], right: [...right], size: [...size] },
      `${n} rows of ${d}`,
    ).toEqual({ ...wanted, size: sizes });
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
