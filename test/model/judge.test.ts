import { expect, test } from 'vitest';
import { seededRandom } from '../../kernels/random.ts';
import { judge } from '../../model/judge.ts';
import { trainModel } from '../../model/train-model.ts';
import { normals } from '../support/streams.ts';

/** Three features on one line, a = t, b = 2 t, c = -t, with t in [0, 100] and a little noise. */
function lineRows(count: number, seed: number): Float64Array {
  const random = seededRandom(seed);
  const noise = normals(seed + 1);
  return Float64Array.from(
    Array.from({ length: count }, () => 100 * random()).flatMap((t) => [t + noise(), 2 * t + noise(), -t + noise()]),
  );
}
const model = trainModel(
  { features: ['a', 'b', 'c'], rows: lineRows(4000, 1) },
  { detector: 'isolation-forest', threshold: { kind: 'contamination', share: 0.2 } },
);
const verdictOf = (...values: number[]) => {
  const row = Float64Array.from(values);
  return judge(model, row, model.detector.score(row, 1)[0]);
};

test('a usual row gets its score, the threshold and the version, and no explanation', () => {
  const verdict = verdictOf(50, 100, -50);
  expect(verdict).toEqual({
    score: expect.any(Number),
    threshold: model.threshold,
    anomalous: false,
    grade: 0,
    surprise: expect.any(Number),
    modelVersion: model.version,
  });
});

test('a score at the threshold is not anomalous, one above it is', () => {
  const row = Float64Array.of(50, 100, -50);
  expect(judge(model, row, model.threshold).anomalous).toBe(false);
  expect(judge(model, row, model.threshold + 1e-12).anomalous).toBe(true);
});

const lacks = (...imputed: string[]) => ({ imputed, unknownNames: [] });

test('imputed features are named, and nothing is said where none was', () => {
  expect(judge(model, Float64Array.of(50, 100, -50), 0.4, lacks('b')).imputed).toEqual(['b']);
  expect(judge(model, Float64Array.of(20, 400, -20), 0.99, lacks('b')).explanation).toMatch(
    /^b is missing \(400 assumed, /,
  );
  expect(judge(model, Float64Array.of(50, 100, -50), 0.4, lacks())).not.toHaveProperty('imputed');
});

test('an anomalous row is explained: contributions in order, adding up, with what was expected given the others', () => {
  const verdict = verdictOf(20, 400, -20);
  expect(verdict.anomalous).toBe(true);
  expect(verdict.grade).toBeGreaterThan(0);
  const contributions = verdict.contributions ?? [];
  expect(contributions.map(({ feature }) => feature)).toHaveLength(3);
  expect(contributions[0]).toMatchObject({ feature: 'b', observed: 400, direction: 'above' });
  // on the line b is 40 here; the training median is 100
  expect(contributions[0]?.expected).toBeCloseTo(40, -1);
  const sizes = contributions.map(({ contribution }) => contribution);
  expect(sizes).toEqual(sizes.toSorted((x, y) => y - x));
  const sum = sizes.reduce((total, size) => total + size, 0);
  expect(sum).toBeCloseTo(verdict.score - model.detector.expectedScore!, 12);
  expect(verdict.explanation).toMatch(
    /^b is 400, usually about \d+ when the others are as they are; \d+ % of what is strange here$/,
  );
});

test('one feature that is off does not spoil what is expected of the others', () => {
  const contributions = judge(model, Float64Array.of(20, 4000, -90), 0.99).contributions ?? [];
  const c = contributions.find(({ feature }) => feature === 'c');
  expect(c?.expected).toBeCloseTo(-20, -1);
  expect(c?.direction).toBe('below');
});

test('a feature without others is expected near its median', () => {
  const rows = Float64Array.from({ length: 500 }, (_, i) => i);
  const single = trainModel(
    { features: ['a'], rows },
    { detector: 'isolation-forest', threshold: { kind: 'contamination', share: 0.01 } },
  );
  const [only] = judge(single, Float64Array.of(5000), 0.99).contributions ?? [];
  expect(only?.expected).toBeCloseTo(250, -2);
});

test('a value that is exactly what was expected lies on neither side of it', () => {
  const rows = Float64Array.from({ length: 501 }, (_, i) => i);
  const single = trainModel(
    { features: ['a'], rows },
    { detector: 'isolation-forest', threshold: { kind: 'contamination', share: 0.01 } },
  );
  const { values, count } = single.reference;
  const sorted = values.toSorted();
  const expected = (sorted[(count - 1) >> 1] + sorted[count >> 1]) / 2;
  const detector = Object.assign(Object.create(single.detector), { contributions: () => [0.1] });
  const contributionOf = (observed: number) =>
    judge({ ...single, detector }, Float64Array.of(observed), 0.99).contributions;
  const common = { feature: 'a', contribution: 0.1, expected };
  expect(contributionOf(expected)).toEqual([{ ...common, observed: expected }]);
  expect(contributionOf(expected + 1)).toEqual([{ ...common, observed: expected + 1, direction: 'above' }]);
  expect(contributionOf(expected - 1)).toEqual([{ ...common, observed: expected - 1, direction: 'below' }]);
});

test('only of what made the row stranger is it said what would be usual', () => {
  const { score } = model.detector;
  const detector = Object.assign(Object.create(model.detector), {
    score: score.bind(model.detector),
    contributions: () => [0, -0.1, 0.3],
  });
  const { contributions = [] } = judge({ ...model, detector }, Float64Array.of(20, 40, 90), 0.99);
  expect(contributions.map(({ feature, expected }) => [feature, expected === undefined])).toEqual([
    ['c', false],
    ['a', true],
    ['b', true],
  ]);
});

test('a row that its surprise and not its score made anomalous is explained by the value that lies beyond training', () => {
  const rows = lineRows(4000, 1).map((value, at) => (at % 3 === 2 ? Math.abs(value) ** 0.2 : value));
  const strict = trainModel(
    { features: ['a', 'b', 'c'], rows },
    { detector: 'isolation-forest', threshold: { kind: 'budget', share: 0.001 } },
  );
  const row = Float64Array.of(50, 100, 1e6);
  const score = strict.detector.score(row, 1)[0];
  expect(score).toBeLessThan(strict.threshold);
  const { anomalous, contributions, explanation } = judge(strict, row, score);
  expect(anomalous).toBe(true);
  expect(contributions?.[0]).toMatchObject({ feature: 'c', direction: 'above' });
  expect(explanation).toMatch(/^c is 1000000, usually about /);
});
