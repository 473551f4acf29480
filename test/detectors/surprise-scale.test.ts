import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildSurpriseScale, surpriseOf } from '../../detectors/surprise-scale.ts';
import { normalRows } from '../support/streams.ts';

const sorted = (scores: readonly number[]) => Float64Array.from(scores).sort();
const scaleOf = (...scores: number[]) => buildSurpriseScale(sorted(scores));

/** The definition, word for word: the share of the scores below, ties half. */
function surpriseByCounting(score: number, scores: Float64Array): number {
  const below = scores.filter((other) => other < score).length + scores.filter((other) => other === score).length / 2;
  return -Math.log(Math.max(1 - below / scores.length, 1 / (2 * scores.length)));
}

test('a score of the fit is as surprising as the share above it is small, ties counting half', () => {
  const scores = sorted([...normalRows(3000, 1, 4).map((x) => Math.round(20 * x) / 20)]);
  const scale = buildSurpriseScale(scores);
  for (const score of scores) {
    expect(Math.abs(surpriseOf(score, scale) - surpriseByCounting(score, scores))).toBeLessThan(0.032);
  }
  expect(surpriseOf(scores[2999], scale)).toBeCloseTo(surpriseByCounting(scores[2999], scores), 12);
  expect([...scaleOf(1, 2, 3, 4).surprises]).toEqual(
    [0.125, 0.375, 0.625, 0.875].map((u) => expect.closeTo(-Math.log(1 - u), 12)),
  );
});

test('beyond the highest score it goes on, by the distance to those that a tenth is above', () => {
  const scale = scaleOf(...Array.from({ length: 101 }, (_, i) => i));
  expect(scale.reach).toBe(10);
  expect(surpriseOf(130, scale)).toBeCloseTo(Math.log(202) + Math.log(4), 12);
  expect(surpriseOf(-1, scale)).toBe(0);
});

test('it never falls as the score rises, and rises wherever the scale does', () => {
  const score = fc.double({ min: -1e30, max: 1e30, noNaN: true });
  fc.assert(
    fc.property(fc.array(score, { minLength: 1, maxLength: 40 }), score, score, (scores, a, b) => {
      const scale = buildSurpriseScale(sorted(scores));
      const [low, high] = [surpriseOf(Math.min(a, b), scale), surpriseOf(Math.max(a, b), scale)];
      expect(Number.isFinite(low) && Number.isFinite(high) && low >= 0).toBe(true);
      // but for the last bits of the logarithm
      expect(high).toBeGreaterThanOrEqual(low - 1e-12);
    }),
  );
  const scale = buildSurpriseScale(sorted([...normalRows(500, 1, 2)]));
  const surprises = Array.from({ length: 400 }, (_, i) => surpriseOf(-2 + i / 40, scale));
  for (let i = 1; i < 400; i++) expect(surprises[i]).toBeGreaterThan(surprises[i - 1]);
});

test('a detector that gives every row the same score has a scale, too', () => {
  const scale = scaleOf(0.5, 0.5, 0.5);
  expect([0.4, 0.5, 0.6].map((score) => surpriseOf(score, scale))).toEqual([
    0,
    expect.closeTo(Math.LN2, 12),
    expect.closeTo(Math.LN2 + Math.log(1.2), 12),
  ]);
  expect(scaleOf(1, 2, 2, 2).reach).toBe(1);
});

test('of very many scores it keeps some hundreds', () => {
  const scale = buildSurpriseScale(Float64Array.from({ length: 1_000_000 }, (_, i) => i));
  expect(scale.scores.length).toBeLessThan(500);
  expect(surpriseOf(999_999, scale)).toBeCloseTo(Math.log(2e6), 12);
});
