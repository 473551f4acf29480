import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Mahalanobis } from '../../../detectors/mahalanobis/mahalanobis.ts';
import { describeDetectorContract } from '../../support/detector-contract.ts';
import { normalRows } from '../../support/streams.ts';

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
    [60, 20, 90],
  ].flat(),
);

test("distances are numpy's and scipy's, after two steps of trimming", () => {
  const detector = Mahalanobis.fit(rows, 3);
  // numpy 1.24: z = (x - mean) / std; three times inv(cov(z[kept].T) + .01 I), kept = the 9 nearest by the last one;
  // scipy.spatial.distance.mahalanobis squared
  const fitted = [
    2.1709304379475918, 1.4264167454349244, 0.6610750891378215, 0.7282729316907238, 0.09078090407280806,
    2.0395657605524016, 1.4504724721135331, 1.1643108136410252, 2.1245976351072824, 4.7234856141192765,
    11.197041849872578, 1915.6489507598958,
  ];
  const near = (value: number) => expect.closeTo(value, 12 - Math.ceil(Math.log10(value + 1)));
  expect([...detector.score(rows, 12)]).toEqual(fitted.map(near));
  // the last value is cut at a million deviations
  const others = [0.03390966264781463, 6.9588081140266835, 4082.5688780169266, 50995402011569.516];
  expect([...detector.score(Float64Array.of(5.5, 55, 4, 5.5, 90, 4, -100, 0, 0, 5, 50, 1e12), 4)]).toEqual(
    others.map(near),
  );
});

test('contributions are the Shapley values of the score when features that are left out are in the centre', () => {
  const detector = Mahalanobis.fit(rows, 3);
  const { means, deviations, centre } = detector.ellipsoid;
  const middle = means.map((mean, f) => mean + deviations[f] * centre[f]);
  const row = Float64Array.of(7, 30, 8);
  const worth = (kept: number) =>
    detector.score(
      row.map((x, f) => ((kept >> f) & 1 ? x : middle[f])),
      1,
    )[0];
  const shapley = [0, 1, 2].map((f) => {
    const orders = [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ];
    const gains = orders.map((order) => {
      const before = order.slice(0, order.indexOf(f)).reduce((kept, g) => kept | (1 << g), 0);
      return worth(before | (1 << f)) - worth(before);
    });
    return gains.reduce((sum, gain) => sum + gain, 0) / 6;
  });
  expect([...detector.contributions(row)]).toEqual(shapley.map((value) => expect.closeTo(value, 9)));
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
