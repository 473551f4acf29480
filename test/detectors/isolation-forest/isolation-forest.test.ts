import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LEAF, nodeDepths } from '../../../detectors/forest/forest.ts';
import { averagePathLength } from '../../../detectors/forest/scoring-forest.ts';
import { IsolationForest } from '../../../detectors/isolation-forest/isolation-forest.ts';
import { floorToFloat32 } from '../../../kernels/float32.ts';
import { seededRandom } from '../../../kernels/random.ts';
import { describeDetectorContract } from '../../support/detector-contract.ts';
import { normalRows } from '../../support/streams.ts';

const isolationForest = {
  decode: IsolationForest.decode,
  detectorClass: {
    file: join(import.meta.dirname, '../../../detectors/isolation-forest/isolation-forest.ts'),
    name: 'IsolationForest',
  },
  // right at every split
  missingIs: Number.POSITIVE_INFINITY,
};

describeDetectorContract('isolation forest', {
  ...isolationForest,
  train: (rows, featureCount, seed) => IsolationForest.fit(rows, featureCount, { seed }),
});

describeDetectorContract('isolation forest with bootstrap', {
  ...isolationForest,
  train: (rows, featureCount, seed) => IsolationForest.fit(rows, featureCount, { seed, bootstrap: true, trees: 30 }),
});

describeDetectorContract('isolation forest of more features than the kernel takes', {
  ...isolationForest,
  featureCount: 130,
  train: (rows, featureCount, seed) => IsolationForest.fit(rows, featureCount, { seed, trees: 300 }),
});

test('the average path length is the mean depth of an unsuccessful search in a binary search tree', () => {
  // 2 H(n - 1) - 2 (n - 1) / n with the harmonic number summed, which the formula approximates
  for (const size of [100, 256, 10_000]) {
    let harmonic = 0;
    for (let i = 1; i < size; i++) harmonic += 1 / i;
    const exact = 2 * harmonic - (2 * (size - 1)) / size;
    expect(averagePathLength(size)).toBeCloseTo(exact, 1);
  }
  // sklearn.ensemble._iforest._average_path_length([0, 1, 2, 5, 999]) of 1.2.1
  const sklearn = [0, 0, 1, 2.327020052042847, 12.967939884427995];
  expect([0, 1, 2, 5, 999].map(averagePathLength)).toEqual(sklearn.map((length) => expect.closeTo(length, 13)));
});

test('a threshold floored to float32 sends every float32 the same way', () => {
  const random = seededRandom(5);
  const float = new Float32Array(1);
  const bits = new Int32Array(float.buffer);
  const neighbours = (value: number) => {
    float[0] = value;
    const around = bits[0];
    return [-2, -1, 0, 1, 2].map((step) => {
      bits[0] = around + step;
      return float[0];
    });
  };
  const values = [0, -0, 1, -1, 1e-46, -1e-46, 1e-40, 3.5e38, -3.4e38, 0.1, -0.1, 16777217, -16777217];
  for (let i = 0; i < 1000; i++) values.push((random() - 0.5) * 10 ** (60 * random() - 30));
  for (const value of values) {
    const floored = floorToFloat32(value);
    expect(Math.fround(floored)).toBe(floored);
    for (const x of neighbours(value)) if (!Number.isNaN(x)) expect(x <= floored).toBe(x <= value);
  }
});

test('every tree isolates: children share out the rows, splits fall inside, depth stays within log2 of the sample', () => {
  const { forest } = IsolationForest.fit(normalRows(2000, 3, 9), 3, { trees: 20, samples: 100, seed: 3 });
  const { roots, feature, right, size } = forest;
  expect([...roots.slice(0, -1)].map((root) => size[root])).toEqual(new Array(20).fill(100));
  expect(Math.max(...nodeDepths(forest))).toBe(7);
  for (let node = 0; node < feature.length; node++) {
    if (feature[node] === LEAF) continue;
    const children = [size[node + 1], size[right[node]]];
    expect(Math.min(...children)).toBeGreaterThan(0);
    expect(children[0] + children[1]).toBe(size[node]);
  }
});

test('every row is as likely to be drawn as any other, with and without replacement', () => {
  // a tree on 2 of 5 rows splits between them: where it does says which rows were drawn
  const rows = Float64Array.from([0, 1, 2, 3, 4]);
  for (const bootstrap of [false, true]) {
    const { forest } = IsolationForest.fit(rows, 1, { trees: 20_000, samples: 2, bootstrap, seed: 1 });
    const splits = forest.feature.reduce((count, f) => count + (f === LEAF ? 0 : 1), 0);
    expect(splits / 20_000).toBeCloseTo(bootstrap ? 0.8 : 1, 1);
    // between 0 and 1 split the pairs (0, j), uniform on [0, j): 1 + 1/2 + 1/3 + 1/4 of 10 pairs
    const lowest = forest.threshold.filter((split, node) => forest.feature[node] !== LEAF && split < 1).length;
    expect(lowest / splits).toBeCloseTo((1 + 1 / 2 + 1 / 3 + 1 / 4) / 10, 1);
  }
});

test('a row that is drawn twice counts once', () => {
  const { forest } = IsolationForest.fit(Float64Array.of(0, 1, 2), 1, { trees: 50, samples: 3, bootstrap: true });
  const leafSizes = forest.size.filter((_, node) => forest.feature[node] === LEAF);
  expect(new Set(leafSizes)).toEqual(new Set([1]));
  const roots = forest.roots.slice(0, -1);
  expect(new Set(roots.map((root) => forest.size[root]))).toEqual(new Set([1, 2, 3]));
});

test('bytes with a leaf larger than the sample are refused', () => {
  const bytes = IsolationForest.fit(normalRows(500, 2, 1), 2, { samples: 100 }).encode();
  bytes[bytes.length - 1] = 101;
  expect(() => IsolationForest.decode(bytes)).toThrow(/holds 101 rows, wanted at most the 100 of the sample/);
});

test('constant features are never split on, and constant rows give trees of one leaf', () => {
  const rows = Float64Array.from({ length: 300 }, (_, i) => (i % 3 === 1 ? i : 7));
  const { forest } = IsolationForest.fit(rows, 3, { trees: 10 });
  expect(new Set(forest.feature)).toEqual(new Set([LEAF, 1]));

  const constant = IsolationForest.fit(new Float64Array(30).fill(2.5), 3, { trees: 10 });
  expect(constant.forest.feature).toEqual(new Int32Array(10).fill(LEAF));
  expect([...constant.score(Float64Array.of(2.5, 9, -9), 1)]).toEqual([0.5]);
});

test('one training row scores 0.5 everywhere, for lack of anything to compare with', () => {
  expect([...IsolationForest.fit(Float64Array.of(1, 2), 2).score(Float64Array.of(1, 2, 100, 200), 2)]).toEqual([
    0.5, 0.5,
  ]);
});

test('a missing value scores as one beyond all others', () => {
  const rows = normalRows(1000, 3, 2);
  const detector = IsolationForest.fit(rows, 3);
  const [missing, beyond] = [rows.slice(), rows.slice()];
  for (let i = 1; i < rows.length; i += 3) {
    missing[i] = Number.NaN;
    beyond[i] = Number.POSITIVE_INFINITY;
  }
  expect(detector.score(missing, 1000)).toEqual(detector.score(beyond, 1000));
});

test('values beyond float32 are trained on as the furthest that there are', () => {
  const rows = Float64Array.from({ length: 100 }, (_, i) => (i === 0 ? 1e300 : i));
  const [far, usual] = IsolationForest.fit(rows, 1).score(Float64Array.of(1e300, 50), 2);
  expect(far).toBeGreaterThan(usual! + 0.1);
});

test('options out of range are refused with the value got', () => {
  const rows = new Float64Array(10);
  expect(() => IsolationForest.fit(rows, 3)).toThrow('rows must hold a multiple of 3 values, got 10');
  expect(() => IsolationForest.fit(rows, 2, { trees: 0 })).toThrow('trees must be a whole number from 1, got 0');
  expect(() => IsolationForest.fit(rows, 2, { samples: 1.5 })).toThrow(
    'samples must be a whole number from 1, got 1.5',
  );
  expect(() => IsolationForest.fit(rows, 2, { trees: 1e9 })).toThrow(
    'must be at most 100000000, got 1000000000 times 256',
  );
  expect(() => IsolationForest.fit(new Float64Array(0), 2)).toThrow('at least 1 row');
});
