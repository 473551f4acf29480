import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FairCutForest } from '../../../detectors/fair-cut-forest/fair-cut-forest.ts';
import { fairCutForestKind } from '../../../detectors/fair-cut-forest/fair-cut-forest-kind.ts';
import { LEAF, nodeDepths } from '../../../detectors/forest/forest.ts';
import { IsolationForest } from '../../../detectors/isolation-forest/isolation-forest.ts';
import { floorToFloat32 } from '../../../kernels/float32.ts';
import { describeDetectorContract } from '../../support/detector-contract.ts';
import { naiveScores } from '../../support/naive-scores.ts';
import { nodesOf, type Point, plainNodes, plainTrees } from '../../support/plain-trees.ts';
import { normalRows } from '../../support/streams.ts';
import { withGaps } from '../../support/with-gaps.ts';

const USUAL = { trees: 100, samples: 64 };

const fairCutForest = {
  decode: FairCutForest.decode,
  detectorClass: {
    file: join(import.meta.dirname, '../../../detectors/fair-cut-forest/fair-cut-forest.ts'),
    name: 'FairCutForest',
  },
  // right at every split
  missingIs: Number.POSITIVE_INFINITY,
};

describeDetectorContract('fair-cut forest', {
  ...fairCutForest,
  train: (rows, featureCount, seed) => FairCutForest.fit(rows, featureCount, USUAL, seed),
});

describeDetectorContract('fair-cut forest of large samples', {
  ...fairCutForest,
  train: (rows, featureCount, seed) => FairCutForest.fit(rows, featureCount, { trees: 30, samples: 256 }, seed),
});

describeDetectorContract('fair-cut forest grown on the cells that are there', {
  ...fairCutForest,
  train: (rows, featureCount, seed) => FairCutForest.fit(withGaps(rows, 0.2, 1), featureCount, USUAL, seed),
});

/** The pooled gain as it is written, for every cut there is. */
function bruteForceCut(points: readonly Point[], random: () => number): number {
  const values = [...new Set(points.map(({ value }) => value))].sort((a, b) => a - b);
  if (random() < 0.5) return floorToFloat32(values[0] + random() * (values[values.length - 1] - values[0]));
  const cuts = values.slice(1).map((value, i) => floorToFloat32((value + values[i]) / 2));
  const gains = cuts.map((cut) => {
    const [left, right] = [points.filter(({ value }) => value <= cut), points.filter(({ value }) => value > cut)];
    const pooled = (weightOf(left) * sdOf(left) + weightOf(right) * sdOf(right)) / weightOf(points);
    return (sdOf(points) - pooled) / sdOf(points);
  });
  return cuts[gains.indexOf(Math.max(...gains))];
}

const weightOf = (points: readonly Point[]) => points.reduce((sum, { weight }) => sum + weight, 0);
const meanOf = (points: readonly Point[], what: (value: number) => number) =>
  points.reduce((sum, { value, weight }) => sum + weight * what(value), 0) / weightOf(points);
const sdOf = (points: readonly Point[]) => {
  const mean = meanOf(points, (value) => value);
  return Math.sqrt(meanOf(points, (value) => (value - mean) ** 2));
};

test('trees are those that the description gives, with and without missing cells', () => {
  for (const share of [0, 0.2]) {
    const rows = withGaps(normalRows(300, 4, 2), share, 3);
    const growth = { trees: 12, samples: 64, seed: 4, depthLimit: 1000, cut: bruteForceCut };
    const { forest } = FairCutForest.fit(rows, 4, growth, growth.seed);
    expect(nodesOf(forest), `${share} missing`).toEqual(plainTrees(rows, 4, growth).map(plainNodes));
  }
});

test('scores are those of the trees, one row and one tree at a time', () => {
  const detector = FairCutForest.fit(normalRows(2000, 5, 1), 5, USUAL, 1);
  const rows = normalRows(300, 5, 2).map((value) => 2 * value);
  const wanted = naiveScores(detector.forest, rows);
  expect([...detector.score(rows, 300)]).toEqual(wanted.map((score) => expect.closeTo(score, 12)));
});

test('trees are grown until rows are alone or equal', () => {
  const { forest } = FairCutForest.fit(normalRows(1000, 3, 1), 3, USUAL, 1);
  expect(new Set(forest.size.filter((_, node) => forest.feature[node] === LEAF))).toEqual(new Set([1]));
  // a tree of 64 leaves has 127 nodes
  expect(forest.feature.length).toBe(100 * 127);

  const equal = FairCutForest.fit(new Float64Array(300).fill(2.5), 3, USUAL, 1);
  expect(equal.forest.feature).toEqual(new Int32Array(100).fill(LEAF));
  expect([...equal.score(Float64Array.of(2.5, 9, -9), 1)]).toEqual([expect.closeTo(0.5, 15)]);
});

test('by default a tree sees 64 rows', () => {
  const samples = fairCutForestKind.parameters.find(({ name }) => name === 'samples');
  expect(samples?.default).toBe(64);
});

test('values that double again and again make deep trees, that are scored and explained all the same', () => {
  const rows = Float64Array.from({ length: 2400 }, (_, i) => (i % 2 === 0 ? 1 : -1) * 2 ** ((i / 10) % 240) - 0.5);
  const detector = FairCutForest.fit(rows, 12, { trees: 2, samples: 200 }, 1);
  expect(Math.max(...nodeDepths(detector.forest))).toBeGreaterThan(20);
  const scores = naiveScores(detector.forest, rows);
  expect([...detector.score(rows, 200)]).toEqual(scores.map((score) => expect.closeTo(score, 12)));
  expect(detector.contributions(rows.slice(0, 12)).every(Number.isFinite)).toBe(true);
});

test('bytes of another forest are refused, and an Isolation Forest does not take these', () => {
  const rows = normalRows(300, 2, 1);
  const [fair, isolation] = [FairCutForest.fit(rows, 2, USUAL, 1).encode(), IsolationForest.fit(rows, 2).encode()];
  expect(() => FairCutForest.decode(isolation)).toThrow('the kind of detector is 1, wanted 5');
  expect(() => IsolationForest.decode(fair)).toThrow('the kind of detector is 5, wanted 1');
});

test('sizes out of range are refused with the value got', () => {
  const rows = new Float64Array(10);
  expect(() => FairCutForest.fit(rows, 2, { ...USUAL, trees: 0 }, 1)).toThrow('trees must be a whole number from 1');
  expect(() => FairCutForest.fit(rows, 2, { ...USUAL, samples: 0.5 }, 1)).toThrow('samples must be a whole number');
  expect(() => FairCutForest.fit(rows, 3, USUAL, 1)).toThrow('rows must hold a multiple of 3 values, got 10');
  expect(() => FairCutForest.fit(new Float64Array(0), 2, USUAL, 1)).toThrow('a forest needs at least 1 row, got 0');
});
