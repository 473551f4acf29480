import { join } from 'node:path';
import { expect, test } from 'vitest';
import { NearestReference } from '../../../detectors/nearest-reference/nearest-reference.ts';
import { describeDetectorContract } from '../../support/detector-contract.ts';
import { normalRows } from '../../support/streams.ts';

const nearestReference = {
  decode: NearestReference.decode,
  detectorClass: {
    file: join(import.meta.dirname, '../../../detectors/nearest-reference/nearest-reference.ts'),
    name: 'NearestReference',
  },
  // as far out as can be
  missingIs: Number.POSITIVE_INFINITY,
};

describeDetectorContract('nearest reference', {
  ...nearestReference,
  train: (rows, featureCount, seed) => NearestReference.fit(rows, featureCount, { seed }),
});

describeDetectorContract('nearest reference of many features and few rows', {
  ...nearestReference,
  featureCount: 130,
  train: (rows, featureCount, seed) =>
    NearestReference.fit(rows, featureCount, { seed, references: 33, neighbours: 12 }),
});

const rows = Float64Array.from(
  [
    [0.5, 10],
    [1, 12],
    [1.5, 11],
    [2, 15],
    [2.5, 13],
    [3, 9],
    [3.5, 20],
    [4, 14],
    [9, 12],
    [2.2, 40],
  ].flat(),
);

test("distances are scikit-learn's, of rows of the fit to the others", () => {
  const detector = NearestReference.fit(rows, 2, { neighbours: 3 });
  // 1.2.1: z = RobustScaler() * 1.349; NearestNeighbors(n_neighbors=3).fit(z).kneighbors(), which leaves the row out
  const fitted = [
    1.9271428571428573, 1.218832161019184, 1.0901566260807458, 1.5891627111309212, 1.218832161019184, 1.927142857142857,
    2.805962354468406, 2.0755963785212703, 5.025373739781928, 10.116747468612305,
  ];
  expect([...detector.trainingScores!]).toEqual(fitted.map((distance) => expect.closeTo(distance, 5)));
  // .kneighbors(z(others))
  const others = [4.394561852739249, 0.7708571428571429, 6.214848972831282, 86.06370581121396];
  expect([...detector.score(Float64Array.of(0, 0, 2, 12, 5, 30, 100, -100), 4)]).toEqual(
    others.map((distance) => expect.closeTo(distance, 4)),
  );
});

test('a row of the fit is never its own neighbour, though another row that equals it is one', () => {
  const twins = Float64Array.of(0, 0, 1, 5);
  const detector = NearestReference.fit(twins, 1, { neighbours: 1 });
  const [first, second, third] = detector.trainingScores!;
  expect([first, second]).toEqual([0, 0]);
  expect(third).toBeGreaterThan(0);
  expect(detector.score(twins, 4)).toEqual(new Float64Array(4));
  // which of the rows are its own it does not keep
  expect(NearestReference.decode(detector.encode()).trainingScores).toBeUndefined();
});

test('rows of the fit that are no reference rows score as any others', () => {
  const many = normalRows(2000, 3, 5);
  const detector = NearestReference.fit(many, 3, { references: 100, seed: 1 });
  const [fitted, scored] = [detector.trainingScores!, detector.score(many, 2000)];
  const changed = Array.from(fitted.keys()).filter((i) => fitted[i] !== scored[i]);
  expect(changed.length).toBe(100);
  for (const i of changed) expect(fitted[i]).toBeGreaterThan(scored[i]);
});

test('the farther one value moves out of what was seen, the higher the score', () => {
  const detector = NearestReference.fit(normalRows(1000, 4, 2), 4);
  const scores = Array.from({ length: 60 }, (_, i) => detector.score(Float64Array.of(0, 4 * 1.5 ** i, 0, 0), 1)[0]);
  for (let i = 1; i < 60; i++) expect(scores[i]).toBeGreaterThan(scores[i - 1]);
});

test('a feature without quartiles is measured by its deviation, and one that never varies as it is', () => {
  const rare = Float64Array.from({ length: 300 }, (_, i) => [i % 50 === 0 ? 7 : 0, 3, i / 300][i % 3]);
  const { spreads } = NearestReference.fit(rare, 3).reference;
  expect(spreads[0]).toBeGreaterThan(0.5);
  expect(spreads[1]).toBe(1);
});

test('a few strange rows do not stretch the unit, and values of any size are taken', () => {
  const values = Float64Array.from({ length: 100 }, (_, i) => (i === 0 ? 1e300 : i));
  const detector = NearestReference.fit(values, 1);
  const [near, far] = detector.score(Float64Array.of(50, 500), 2);
  expect(near).toBeLessThan(0.2);
  expect(far).toBeGreaterThan(5);
  const huge = Float64Array.from({ length: 100 }, (_, i) => (i % 2 ? 1.7e308 : -1.7e308));
  expect(NearestReference.decode(NearestReference.fit(huge, 1).encode()).score(huge, 100)).toSatisfy(
    (scores: Float64Array) => scores.every(Number.isFinite),
  );
});

test('nothing to keep, or part of a row, is refused with the value got', () => {
  expect(() => NearestReference.fit(new Float64Array(0), 2)).toThrow('a detector needs at least 1 row, got 0');
  expect(() => NearestReference.fit(new Float64Array(3), 2)).toThrow('rows must hold a multiple of 2 values, got 3');
  const bytes = NearestReference.fit(rows, 2).encode();
  bytes.fill(0, 16, 20);
  expect(() => NearestReference.decode(bytes)).toThrow('the count of neighbours of the reference is 0');
});
