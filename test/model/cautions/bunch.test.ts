import { expect, test } from 'vitest';
import { bunchCaution } from '../../../model/cautions/bunch.ts';
import { trainModel } from '../../../model/train-model.ts';
import { normalRows } from '../../support/streams.ts';

const d = 4;
/** Normal rows, the first of them a bunch far from the others. */
const withBunch = (bunch: number, count = 3000) =>
  normalRows(count, d, 9).map((value, at) => (at < bunch * d ? 8 + 0.3 * value : value));
const cautionOf = (rows: Float64Array, share = 0.01, detector = 'isolation-forest') =>
  trainModel(
    { features: ['a', 'b', 'c', 'd'], rows },
    { detector, threshold: { kind: 'budget', share } },
  ).training.cautions?.find((sentence) => sentence.includes('bunch'));

test('anomalies that use the budget up are told with what leaves them out, which then is gone', () => {
  expect(cautionOf(withBunch(150))).toMatch(
    /^the 15\d strangest rows \(5\.?\d? %\) look like a bunch of their own, and use the budget of 30 up; if they are anomalies, training with --trim 0\.05\d? leaves them out$/,
  );
});

/** Normal rows, the first of them with one value each that is far out, some further than others. */
const withScattered = (some: number) =>
  normalRows(3000, d, 9).map((value, at) =>
    at < some * d && at % d === Math.floor(at / d) % d ? 8 * Math.exp(Math.abs(value)) : value,
  );

test.each(['mahalanobis', 'ensemble'])(
  'anomalies that score very differently are a bunch, too, also to members of an ensemble: %s',
  (detector) => {
    for (const rows of [withBunch(150), withScattered(150)])
      expect(cautionOf(rows, 0.01, detector)).toMatch(/^the 1[45]\d strangest rows /);
    expect(cautionOf(normalRows(3000, d, 6), 0.01, detector)).toBeUndefined();
    expect(cautionOf(normalRows(3000, d, 6).map(Math.exp), 0.01, detector)).toBeUndefined();
  },
);

test('nothing is said where the budget is as large as the bunch, or there is none', () => {
  expect(cautionOf(withBunch(150), 0.06)).toBeUndefined();
  for (const seed of [1, 2, 3, 4, 5]) {
    expect(cautionOf(normalRows(3000, d, seed))).toBeUndefined();
    expect(cautionOf(normalRows(3000, d, seed).map(Math.exp))).toBeUndefined();
  }
});

test('nothing is said of equal scores, nor where no number was asked for', () => {
  const scores = Float64Array.from({ length: 1000 }, (_, i) => (i < 900 ? i / 900 : 5));
  expect(bunchCaution({ sortedScores: new Float64Array(50) }, { askedAbove: 1 }, {})).toBeUndefined();
  expect(bunchCaution({ sortedScores: scores }, {}, {})).toBeUndefined();
  expect(bunchCaution({ sortedScores: scores }, { askedAbove: 10 }, {})).toContain('the 100 strangest rows (10 %)');
});
