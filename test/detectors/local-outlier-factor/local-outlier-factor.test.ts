import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LocalOutlierFactor } from '../../../detectors/local-outlier-factor/local-outlier-factor.ts';
import { seededRandom } from '../../../kernels/random.ts';
import { describeDetectorContract } from '../../support/detector-contract.ts';
import { largestDifference, sklearnGolden } from '../../support/sklearn-golden.ts';
import { normalRows } from '../../support/streams.ts';

const localOutlierFactor = {
  decode: LocalOutlierFactor.decode,
  detectorClass: {
    file: join(import.meta.dirname, '../../../detectors/local-outlier-factor/local-outlier-factor.ts'),
    name: 'LocalOutlierFactor',
  },
  missingIs: Number.POSITIVE_INFINITY,
  drawsNothing: true,
};

describeDetectorContract('local outlier factor', {
  ...localOutlierFactor,
  train: (rows, featureCount) => LocalOutlierFactor.fit(rows, featureCount),
});

describeDetectorContract('local outlier factor of distinct rows, z-scores and many features', {
  ...localOutlierFactor,
  featureCount: 20,
  train: (rows, featureCount) => LocalOutlierFactor.fit(rows, featureCount, { distinct: true, standardise: true }),
});

/** The paper's definitions, by sorting all distances. */
function factorsByDefinition(train: readonly number[][], k: number, rows: readonly number[][], isTraining: boolean) {
  const nearest = (row: readonly number[], self = -1) =>
    train
      .map((other, index) => ({ index, distance: Math.hypot(...other.map((value, f) => value - row[f])) }))
      .filter(({ index }) => index !== self)
      .sort((a, b) => a.distance - b.distance || a.index - b.index)
      .slice(0, k);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const reach = train.map((row, i) => nearest(row, i)[k - 1].distance);
  const density = (found: ReturnType<typeof nearest>) =>
    1 / (mean(found.map(({ index, distance }) => Math.max(distance, reach[index]))) + 1e-10);
  const densities = train.map((row, i) => density(nearest(row, i)));
  return rows.map((row, i) => {
    const found = nearest(row, isTraining ? i : -1);
    return mean(found.map(({ index }) => densities[index])) / density(found);
  });
}

const rowsOf = (values: Float64Array, d: number) =>
  Array.from({ length: values.length / d }, (_, i) => [...values.subarray(i * d, (i + 1) * d)]);

describe('the factor of a row', () => {
  test.each([
    { rowCount: 400, d: 3, k: 20 },
    { rowCount: 60, d: 1, k: 1 },
    { rowCount: 150, d: 18, k: 149 },
  ])('is what the definitions say: %o', ({ rowCount, d, k }) => {
    const [train, rows] = [normalRows(rowCount, d, 1), normalRows(50, d, 2)];
    const detector = LocalOutlierFactor.fit(train, d, { neighbours: k });
    const expected = factorsByDefinition(rowsOf(train, d), k, rowsOf(rows, d), false);
    expect(largestDifference(detector.score(rows, 50), expected)).toBeLessThan(1e-12);
    const ofTraining = factorsByDefinition(rowsOf(train, d), k, rowsOf(train, d), true);
    expect(largestDifference(detector.trainingScores!, ofTraining)).toBeLessThan(1e-12);
  });

  test('takes of equally far rows the lower, also where most distances are equal', () => {
    const random = seededRandom(3);
    const lattice = (count: number) => Float64Array.from({ length: count * 3 }, () => Math.floor(random() * 5));
    const [train, rows] = [lattice(700), lattice(60)];
    // by then the densities of equal distances differ
    const detector = LocalOutlierFactor.fit(train, 3, { neighbours: 8 });
    const expected = factorsByDefinition(rowsOf(train, 3), 8, rowsOf(rows, 3), false);
    expect(largestDifference(detector.score(rows, 60), expected)).toBeLessThan(1e-12);
  });

  test.each([
    ['local-outlier-factor', { neighbours: 10 }],
    ['local-outlier-factor-scaled', { standardise: true }],
  ])('is that of scikit-learn, for new and for training rows: %s', (name, options) => {
    const { train, trainingScores, rows, scores } = sklearnGolden(name);
    const detector = LocalOutlierFactor.fit(train, 3, options);
    expect(largestDifference(detector.score(rows, scores.length), scores)).toBeLessThan(1e-12);
    expect(largestDifference(detector.trainingScores!, trainingScores)).toBeLessThan(1e-12);
  });

  test('is about 1 among rows of any density, and high between them', () => {
    const values = normalRows(600, 2, 4).map((value, i) => (i < 600 ? value / 100 : 10 + value));
    const [dense, sparse, between] = LocalOutlierFactor.fit(values, 2).score(
      Float64Array.of(0, 0, 10, 10, 0.3, 0.3),
      3,
    );
    expect(dense).toBeCloseTo(1, 1);
    expect(sparse).toBeCloseTo(1, 1);
    // far nearer to the dense rows than the sparse ones are to each other
    expect(between).toBeGreaterThan(5);
  });
});

describe('equal rows', () => {
  // half of the rows lie on one place
  const rows = normalRows(400, 2, 5).map((value, i) => (i < 400 ? 0 : value));
  const near = Float64Array.of(0.01, 0.01);

  test('make what is near them strange without end, as in scikit-learn', () => {
    expect(LocalOutlierFactor.fit(rows, 2).score(near, 1)[0]).toBeGreaterThan(1e6);
  });

  test('count once where they are to be distinct, and are not their own neighbours', () => {
    const detector = LocalOutlierFactor.fit(rows, 2, { distinct: true });
    expect(detector.fitted.densities.length).toBe(201);
    expect(detector.score(near, 1)[0]).toBeLessThan(1.5);
    const once = Float64Array.from([0, 0, ...rows.subarray(400)]);
    const expected = factorsByDefinition(rowsOf(once, 2), 20, rowsOf(once, 2), true);
    expect(largestDifference(detector.score(once, 201), expected)).toBeLessThan(1e-12);
  });

  test('of which there is but one kind are refused where distinct ones are wanted', () => {
    const same = new Float64Array(20).fill(3);
    expect(() => LocalOutlierFactor.fit(same, 2, { distinct: true })).toThrow(
      'a local outlier factor compares rows: at least 2 different rows are needed, got 1',
    );
    expect([...LocalOutlierFactor.fit(same, 2).score(Float64Array.of(3, 3), 1)]).toEqual([1]);
  });
});

test('rows as far apart as numbers go have finite scores', () => {
  const rows = Float64Array.from({ length: 40 }, (_, i) => (i % 2 ? i : i * Number.MAX_VALUE * 0.02));
  for (const standardise of [false, true]) {
    const detector = LocalOutlierFactor.fit(rows, 2, { standardise });
    expect(detector.score(rows, 20).every(Number.isFinite)).toBe(true);
    expect(detector.trainingScores!.every(Number.isFinite)).toBe(true);
  }
});

test('options and rows that it cannot take are refused with the value got', () => {
  const rows = new Float64Array(10);
  expect(() => LocalOutlierFactor.fit(rows, 2, { neighbours: 0 })).toThrow(
    'neighbours must be a whole number from 1, got 0',
  );
  expect(() => LocalOutlierFactor.fit(new Float64Array(2), 2)).toThrow('at least 2 rows are needed, got 1');
  expect(() => LocalOutlierFactor.fit(new Float64Array(0), 2)).toThrow('at least 2 rows are needed, got 0');
});

test('bytes with more neighbours than other rows, or with numbers that are none, are refused', () => {
  const bytes = LocalOutlierFactor.fit(normalRows(30, 2, 1), 2).encode();
  const changed = (at: number, value: number) => {
    const copy = bytes.slice();
    copy[at] = value;
    return copy;
  };
  expect(() => LocalOutlierFactor.decode(changed(16, 30))).toThrow('30 neighbours, wanted fewer than its 30 rows');
  expect(() => LocalOutlierFactor.decode(changed(16, 0))).toThrow('0 neighbours, wanted at least 1');
  const infinite = bytes.slice();
  new DataView(infinite.buffer).setFloat64(infinite.length - 8, Number.POSITIVE_INFINITY, true);
  expect(() => LocalOutlierFactor.decode(infinite)).toThrow(
    'a number of the detector is Infinity, wanted a finite one',
  );
});
