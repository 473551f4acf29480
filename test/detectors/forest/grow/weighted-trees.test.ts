import { expect, test } from 'vitest';
import { LEAF } from '../../../../detectors/forest/forest.ts';
import { growForest } from '../../../../detectors/forest/grow/grow-forest.ts';
import { uniformCut } from '../../../../detectors/forest/grow/uniform-cut.ts';
import { weightedGrower } from '../../../../detectors/forest/grow/weighted-trees.ts';
import { fitForest } from '../../../../detectors/isolation-forest/fit-forest.ts';
import { IsolationForest } from '../../../../detectors/isolation-forest/isolation-forest.ts';
import { floorToFloat32 } from '../../../../kernels/float32.ts';
import { imputeMedians, mediansOf } from '../../../../model/medians.ts';
import { nodesOf, plainNodes, plainTrees } from '../../../support/plain-trees.ts';
import { normalRows } from '../../../support/streams.ts';
import { withGaps } from '../../../support/with-gaps.ts';

test('where nothing is missing the trees are those of the kernel, to the last bit', () => {
  for (const [n, d, trees, samples, bootstrap] of [
    [1000, 5, 30, 256, false],
    [1000, 5, 30, 256, true],
    [40, 1, 50, 256, false],
    [700, 12, 10, 700, true],
    [1, 2, 3, 256, true],
  ] as const) {
    const rows = normalRows(n, d, n + d);
    rows[0] = 1e300;
    const options = { trees, samples, bootstrap, seed: n * d };
    expect(fitForest(rows, d, { ...options, missing: true }), `${n} rows of ${d}`).toEqual(fitForest(rows, d, options));
  }
});

test('trees on rows with missing cells are those that the description gives', () => {
  for (const [share, n, d, samples] of [
    [0.05, 500, 4, 256],
    [0.2, 500, 4, 256],
    [0.6, 300, 3, 64],
    [0.3, 20, 1, 256],
  ] as const) {
    const rows = withGaps(normalRows(n, d, 3), share, 4);
    const forest = fitForest(rows, d, { trees: 10, samples, seed: 5, missing: true });
    const wanted = plainTrees(rows, d, {
      trees: 10,
      samples,
      seed: 5,
      depthLimit: Math.ceil(Math.log2(Math.min(n, samples))),
      cut: (points, random) => {
        const values = points.map(({ value }) => value).sort((a, b) => a - b);
        return floorToFloat32(values[0] + random() * (values[values.length - 1] - values[0]));
      },
    });
    expect(nodesOf(forest), `${share} missing`).toEqual(wanted.map(plainNodes));
  }
});

test('a row that misses the feature goes both ways, its weight shared out as the others are', () => {
  // 10 rows at 0, 20 at 1, and 30 of which nothing is known
  const column = Float64Array.from({ length: 60 }, (_, i) => (i < 10 ? 0 : i < 30 ? 1 : Number.NaN));
  const { feature, size } = fitForest(column, 1, { trees: 1, missing: true });
  expect([...feature]).toEqual([0, LEAF, LEAF]);
  expect([...size]).toEqual([60, 20, 40]);
});

test('a leaf holds a row at least, and sizes of splits are the sums of their leaves, as in every file of a forest', () => {
  const rows = withGaps(normalRows(400, 5, 6), 0.4, 7);
  const forest = fitForest(rows, 5, { trees: 20, missing: true });
  const { feature, right, size } = forest;
  for (let node = 0; node < feature.length; node++) {
    if (feature[node] === LEAF) expect(size[node]).toBeGreaterThanOrEqual(1);
    else expect(size[node]).toBe(size[node + 1] + size[right[node]]);
  }
  const detector = new IsolationForest(forest);
  expect(IsolationForest.decode(detector.encode()).forest).toEqual(forest);
});

test('a gap between two groups stays empty, where medians would fill it', () => {
  const rows = normalRows(2000, 2, 8);
  for (let i = 0; i < rows.length; i += 2) rows[i] = rows[i] / 10 + (i % 4 === 0 ? 1 : -1);
  const gaps = withGaps(rows, 0.3, 9);
  const lessStrange = (forest: IsolationForest) => {
    const [inGap] = forest.score(Float64Array.of(0, 0), 1);
    return forest.score(rows, 2000).filter((score) => score < inGap).length / 2000;
  };
  const imputed = imputeMedians(gaps, mediansOf(gaps, ['a', 'b']));
  expect(lessStrange(IsolationForest.fit(gaps, 2, { missing: true }))).toBeGreaterThan(0.8);
  expect(lessStrange(IsolationForest.fit(imputed, 2))).toBeLessThan(0.5);
});

test('parts lighter than a twentieth of a row are left out, so that trees stay small', () => {
  const nodes = (share: number) => fitForest(withGaps(normalRows(2000, 8, 1), share, 2), 8, { missing: true });
  const [whole, gaps] = [nodes(0), nodes(0.3)].map(({ feature }) => feature.length);
  expect(gaps).toBeLessThan(1.5 * whole);
});

test('a tree ends where it is as deep as it may be, and a row of its own draw makes it', () => {
  const rows = normalRows(100, 2, 1);
  const shape = { featureCount: 2, rowCount: 100, sampleCount: 50, bootstrap: false };
  const stump = weightedGrower(shape, { cut: uniformCut, depthLimit: 1 }, 1);
  const forest = growForest(rows, { featureCount: 2, sampleCount: 50, trees: 3 }, stump);
  expect([...forest.roots]).toEqual([0, 3, 6, 9]);
  expect(new Set(forest.threshold.filter((_, node) => forest.feature[node] !== LEAF)).size).toBe(3);
});
