import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Mahalanobis } from '../../../detectors/mahalanobis/mahalanobis.ts';
import { describeDetectorContract } from '../../support/detector-contract.ts';
import { normalRows } from '../../support/streams.ts';
import { withGaps } from '../../support/with-gaps.ts';

const mahalanobis = {
  decode: Mahalanobis.decode,
  detectorClass: {
    file: join(import.meta.dirname, '../../../detectors/mahalanobis/mahalanobis.ts'),
    name: 'Mahalanobis',
  },
  drawsNothing: true,
  // as far out as can be
  missingIs: Number.POSITIVE_INFINITY,
  train: Mahalanobis.fit,
};

describeDetectorContract('mahalanobis', mahalanobis);

describeDetectorContract('mahalanobis of more features than are held against each other', {
  ...mahalanobis,
  featureCount: 201,
});

const rows = Float64Array.from(
  [
    [1, 10, 3],
    [2, 21, 1],
    [3, 29, 4],
    [4, 42, 1],
    [5, 50, 5],
    [6, 58, 9],
    [7, 73, 2],
    [8, 79, 6],
    [9, 90, 5],
    [10, 104, 3],
    [5, 5, 5],
    [60, 20, 9000],
  ].flat(),
);

test("distances are numpy's and scipy's, after two steps of trimming", () => {
  const detector = Mahalanobis.fit(rows, 3);
  // numpy 1.24: z = (x - mean) / std, of the last feature (x - median) / (quartiles / 1.349), as its std is 900 of
  // those;
  // three times inv(cov(z[kept].T) + .01 I), kept = the 9 nearest by the last one; scipy.spatial.distance.mahalanobis
  // squared
  const fitted = [
    2.206063536907217, 1.7279505689981236, 0.7255020019271134, 1.3702892900246542, 0.18382679680434533,
    4.031411721539145, 2.2114225651752486, 1.2263843370250922, 2.1584778049293676, 5.613469996017202,
    11.615015270910364, 14668227.290228486,
  ];
  const near = (value: number) => expect.closeTo(value, 12 - Math.ceil(Math.log10(value + 1)));
  expect([...detector.score(rows, 12)]).toEqual(fitted.map(near));
  // the last value is cut at a million deviations
  const others = [0.03744410737278291, 7.064460668835092, 4098.881166779275, 623496606364.9668];
  expect([...detector.score(Float64Array.of(5.5, 55, 4, 5.5, 90, 4, -100, 0, 0, 5, 50, 1e12), 4)]).toEqual(
    others.map(near),
  );
});

test('contributions are the squares of the corr-max transformation, as numpy and scipy have them', () => {
  // W = inv(scipy.linalg.sqrtm(C / outer(D, D))) / D, with D = sqrt(diag(C)) of the covariance above
  const squares = [2.643486144042041, 4.67323403477179, 2.9089991103074624];
  const contributions = Mahalanobis.fit(rows, 3).contributions(Float64Array.of(7, 30, 8));
  expect([...contributions]).toEqual(squares.map((square) => expect.closeTo(square, 11)));
});

test('a value that is usual alone and not beside the others is named, and none contributes less than nothing', () => {
  const noise = normalRows(3000, 1, 4);
  const together = normalRows(3000, 1, 5);
  const detector = Mahalanobis.fit(
    Float64Array.from([...together].flatMap((load, i) => [load, load + noise[i] / 5, load])),
    3,
  );
  const contributions = detector.contributions(Float64Array.of(2, 0, 2));
  expect(contributions[1]).toBeGreaterThan(1.5 * Math.max(contributions[0], contributions[2]));
  for (let i = 0; i < 100; i++) {
    const parts = detector.contributions(Float64Array.of(together[i], noise[i], 0));
    expect(Math.min(...parts)).toBeGreaterThanOrEqual(0);
  }
});

test('what is missing is filled with what brings a row nearest to the centre, and so costs it nothing', () => {
  const detector = Mahalanobis.fit(rows, 3);
  const row = Float64Array.of(7, Number.NaN, Number.NaN);
  detector.fill(row, [1, 2]);
  // numpy: the conditional mean, c[1:] + C[1:, 0] / C[0, 0] * z[0], in units of the features
  expect([...row]).toEqual([7, expect.closeTo(65.41273873, 7), expect.closeTo(4.68585944, 7)]);
  const [filled] = detector.score(row, 1);
  for (const [f, by] of [1, 2].flatMap((f) => [-0.1, 0.1].map((by) => [f, by] as const)))
    expect(detector.score(row.with(f, row[f] + by), 1)[0]).toBeGreaterThan(filled);
  // z[0] ** 2 / C[0, 0]: the distance of the one value that is there
  expect(filled).toBeCloseTo(0.40643522438611385, 11);
});

test('rows with gaps are learned from as if they went on as the others do, and flagged no more often', () => {
  const noise = normalRows(4000, 3, 11);
  const load = normalRows(4000, 1, 12);
  const whole = noise.map((value, at) => load[Math.floor(at / 3)] + value / 5);
  const detector = Mahalanobis.fit(withGaps(whole, 0.1, 1), 3);
  const bound = detector.score(whole, 4000).sort()[3960];
  const usual = Float64Array.from(Mahalanobis.fit(whole, 3).score(whole, 4000)).sort()[3960];
  expect(bound / usual).toBeGreaterThan(0.8);
  expect(bound / usual).toBeLessThan(1.3);
  const lacking = whole.slice();
  for (let at = 0; at < lacking.length; at += 3) detector.fill(lacking.subarray(at, at + 3), [(at / 3) % 3]);
  expect(detector.score(lacking, 4000).filter((score) => score > bound).length).toBeLessThan(80);
});

test('of many features, or many gaps, the centre is filled in', () => {
  const wide = Mahalanobis.fit(normalRows(400, 201, 2), 201);
  const row = new Float64Array(201).fill(3);
  wide.fill(row, [4, 7]);
  const { means, deviations, centre } = wide.ellipsoid;
  expect([row[4], row[7], row[8]]).toEqual([4, 7].map((f) => means[f] + deviations[f] * centre[f]).concat(3));
  const narrower = Mahalanobis.fit(normalRows(400, 80, 2), 80);
  const { ellipsoid } = narrower;
  const lacking = Array.from({ length: 65 }, (_, f) => f);
  const empty = new Float64Array(80).fill(3);
  narrower.fill(empty, lacking);
  expect(empty[64]).toBe(ellipsoid.means[64] + ellipsoid.deviations[64] * ellipsoid.centre[64]);
});

test('a value far outside in training hides nothing of what its feature usually does', () => {
  const glitched = normalRows(2000, 3, 8).with(0, 1e7);
  const detector = Mahalanobis.fit(glitched, 3);
  expect(detector.score(Float64Array.of(6, 0, 0), 1)[0]).toBeGreaterThan(30);
});

test('values that are usual alone and not together are strange', () => {
  const pairs = normalRows(1000, 2, 3).map((x, i, all) => (i % 2 ? all[i - 1] + x / 20 : x));
  const detector = Mahalanobis.fit(pairs, 2);
  const [together, apart] = detector.score(Float64Array.of(1.5, 1.5, 1.5, -1.5), 2);
  expect(together).toBeLessThan(6);
  expect(apart).toBeGreaterThan(100);
});

test('a fifth of strange rows hardly changes what is usual', () => {
  const clean = normalRows(1000, 3, 6);
  const spoilt = clean.map((x, i) => (i < 600 ? x + 8 : x));
  const row = Float64Array.of(8, 8, 8);
  const [here, there] = [clean, spoilt].map((training) => Mahalanobis.fit(training, 3).score(row, 1)[0]);
  expect(there / here).toBeGreaterThan(0.5);
});

test('features that say the same, never vary, or are of any size are taken', () => {
  const columns = [(i: number) => i % 7, (i: number) => 3 * (i % 7), () => 0.1, (i: number) => (i ? 0 : 1.7e308)];
  const odd = Float64Array.from({ length: 400 }, (_, i) => columns[i % 4](Math.floor(i / 4)));
  const detector = Mahalanobis.decode(Mahalanobis.fit(odd, 4).encode());
  expect([...detector.score(odd, 100)].every((score) => Number.isFinite(score) && score >= 0)).toBe(true);
  expect(detector.ellipsoid.deviations[2]).toBe(1);
  expect([...Mahalanobis.fit(Float64Array.of(4), 1).score(Float64Array.of(4, 5), 2)]).toEqual([0, 100]);
});

test('bytes with numbers that no fit gives are refused', () => {
  const { ellipsoid } = Mahalanobis.fit(rows, 3);
  const spoilt = (part: object) => new Mahalanobis({ ...ellipsoid, ...part }).encode();
  expect(() => Mahalanobis.decode(spoilt({ deviations: Float64Array.of(1, 0, 1) }))).toThrow(
    'a deviation of the ellipsoid is 0, wanted one above 0',
  );
  expect(() => Mahalanobis.decode(spoilt({ centre: Float64Array.of(1, 0, Number.NaN) }))).toThrow(
    'a number of the detector is NaN, wanted a finite one',
  );
});
