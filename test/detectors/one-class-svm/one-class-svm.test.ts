import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { OneClassSvm } from '../../../detectors/one-class-svm/one-class-svm.ts';
import { describeDetectorContract } from '../../support/detector-contract.ts';
import { largestDifference, sklearnGolden } from '../../support/sklearn-golden.ts';
import { normalRows } from '../../support/streams.ts';

const oneClassSvm = {
  decode: OneClassSvm.decode,
  detectorClass: {
    file: join(import.meta.dirname, '../../../detectors/one-class-svm/one-class-svm.ts'),
    name: 'OneClassSvm',
  },
  missingIs: Number.POSITIVE_INFINITY,
};

describeDetectorContract('one-class SVM', {
  ...oneClassSvm,
  drawsNothing: true,
  train: (rows, featureCount) => OneClassSvm.fit(rows, featureCount),
});

describeDetectorContract('one-class SVM of rows as they are, some of them drawn', {
  ...oneClassSvm,
  train: (rows, featureCount, seed) => OneClassSvm.fit(rows, featureCount, { raw: true, samples: 200, nu: 0.4, seed }),
});

describe('the boundary', () => {
  const rows = normalRows(500, 3, 1);

  test.each([0.02, 0.1, 0.5, 1])('is the optimum for nu = %d: no coefficient could be moved with gain', (nu) => {
    const { points, coefficients, rho, gamma } = OneClassSvm.fit(rows, 3, { nu, raw: true }).fitted;
    expect(coefficients.reduce((sum, each) => sum + each, 0)).toBeCloseTo(nu * 500, 8);
    expect(Math.max(...coefficients)).toBeLessThanOrEqual(1);
    const coefficientOf = new Map(Array.from(coefficients, (each, i) => [points.slice(3 * i, 3 * i + 3).join(), each]));
    for (let i = 0; i < 500; i++) {
      const row = rows.subarray(3 * i, 3 * i + 3);
      // the kernel sum, from its definition
      let sum = 0;
      for (const [j, each] of coefficients.entries()) {
        const square = row.reduce((total, value, f) => total + (value - points[3 * j + f]) ** 2, 0);
        sum += each * Math.exp(-gamma * square);
      }
      const coefficient = coefficientOf.get(row.join()) ?? 0;
      if (coefficient < 1) expect(sum).toBeGreaterThan(rho - 2e-6);
      if (coefficient > 0) expect(sum).toBeLessThan(rho + 2e-6);
    }
  });

  test('leaves at most the share nu outside, and is held by at least that share', () => {
    const { fitted, score } = { fitted: OneClassSvm.fit(rows, 3, { nu: 0.2 }), score: 1e-6 };
    const outside = fitted.score(rows, 500).filter((each) => each > score).length;
    expect(outside).toBeLessThanOrEqual(100);
    expect(fitted.fitted.coefficients.length).toBeGreaterThanOrEqual(100);
  });

  test('is as wide as gamma says, in units of 1 / (features x variance)', () => {
    const wide = OneClassSvm.fit(rows, 3, { raw: true }).fitted.gamma;
    const variance =
      rows.reduce((sum, value) => sum + value * value, 0) / 1500 - (rows.reduce((a, b) => a + b) / 1500) ** 2;
    expect(wide).toBeCloseTo(1 / (3 * variance), 12);
    expect(OneClassSvm.fit(rows, 3, { raw: true, gamma: 5 }).fitted.gamma).toBeCloseTo(5 * wide, 12);
    // of z-scores the variance is 1
    expect(OneClassSvm.fit(rows, 3).fitted.gamma).toBeCloseTo(1 / 3, 12);
  });
});

test.each([
  ['one-class-svm', { nu: 0.2, raw: true }],
  // scikit-learn's gamma of .7, in units of 1 / (3 features x variance 1)
  ['one-class-svm-scaled', { nu: 0.1, gamma: 2.1 }],
])('scores are those of scikit-learn to the tolerance of the solvers: %s', (name, options) => {
  const { train, rows, scores } = sklearnGolden(name);
  const detector = OneClassSvm.fit(train, 3, options);
  // libsvm keeps its kernels in single precision
  expect(largestDifference(detector.score(rows, scores.length), scores)).toBeLessThan(2e-6);
});

test('a training score is that of a row that does not hold itself inside', () => {
  const rows = normalRows(100, 2, 3);
  const { trainingScores, ...detector } = OneClassSvm.fit(rows, 2, { raw: true });
  const { points, coefficients, rho } = detector.fitted;
  const svm = new OneClassSvm(detector.fitted);
  const withItself = svm.score(points, coefficients.length);
  for (let i = 0; i < 100; i++) {
    const at = points.findIndex(
      (value, j) => j % 2 === 0 && value === rows[2 * i] && points[j + 1] === rows[2 * i + 1],
    );
    const own = at === -1 ? 0 : coefficients[at / 2];
    const score = at === -1 ? svm.score(rows.subarray(2 * i), 1)[0] : withItself[at / 2];
    expect(trainingScores![i]).toBeCloseTo(score + own, 9);
    expect(trainingScores![i]).toBeLessThan(rho);
  }
});

test('more rows than its samples are drawn from, each as likely as any other', () => {
  // the one row in 20 that is far away is drawn in about a quarter of the fits, and then holds the boundary
  const rows = Float64Array.from({ length: 20 }, (_, i) => (i === 7 ? 100 : i / 100));
  const drawn = Array.from({ length: 400 }, (_, seed) => OneClassSvm.fit(rows, 1, { raw: true, samples: 5, seed }));
  const withFar = drawn.filter(({ fitted }) => fitted.points.includes(100)).length;
  expect(withFar / 400).toBeGreaterThan(0.18);
  expect(withFar / 400).toBeLessThan(0.32);
  expect(drawn[0].trainingScores).toBeUndefined();
});

test('rows without any difference, and rows as far apart as numbers go, have finite scores', () => {
  for (const rows of [new Float64Array(20).fill(3), Float64Array.from({ length: 20 }, (_, i) => (i - 10) * 1e307)]) {
    for (const raw of [false, true]) {
      const detector = OneClassSvm.fit(rows, 2, { raw });
      expect(detector.score(rows, 10).every(Number.isFinite)).toBe(true);
      expect(OneClassSvm.decode(detector.encode()).score(rows, 10)).toEqual(detector.score(rows, 10));
    }
  }
});

test('options out of range are refused with the value got', () => {
  const rows = new Float64Array(10);
  for (const nu of [0, 1.5, Number.NaN])
    expect(() => OneClassSvm.fit(rows, 2, { nu })).toThrow(`nu must be a number above 0, at most 1, got ${nu}`);
  expect(() => OneClassSvm.fit(rows, 2, { gamma: 0 })).toThrow('gamma must be a number above 0, got 0');
  expect(() => OneClassSvm.fit(rows, 2, { samples: 0 })).toThrow('samples must be a whole number from 1, got 0');
  expect(() => OneClassSvm.fit(new Float64Array(0), 2)).toThrow('at least 1 is needed');
});

test('bytes with a kernel of no width are refused', () => {
  const bytes = OneClassSvm.fit(normalRows(30, 2, 1), 2).encode();
  new DataView(bytes.buffer).setFloat64(16, 0, true);
  expect(() => OneClassSvm.decode(bytes)).toThrow('gamma of the kernel is 0, wanted a number above 0');
});
