import { expect, test } from 'vitest';
import type { Detector } from '../../detectors/detector.ts';
import { calibrate, scoredRows } from '../../model/calibrate.ts';
import { judge } from '../../model/judge.ts';
import type { Model } from '../../model/model.ts';
import { scoreFeatures } from '../../model/score-features.ts';
import { trainModel } from '../../model/train-model.ts';
import type { FeatureRow } from '../../model/vectorise.ts';
import { normalRows } from '../support/streams.ts';

const rows = normalRows(2000, 3, 1);
const model = trainModel(
  { features: ['a', 'b', 'c'], rows },
  { detector: 'isolation-forest', threshold: { kind: 'contamination', share: 0.05 } },
);
const judged = (row: Float64Array, imputed: readonly string[] = []) =>
  judge(model, row, model.detector.score(row, 1)[0], { imputed, unknownNames: [] });

test('each row gets its own verdict, in order, by name, by place or as a row of a table', () => {
  const usual = Float64Array.of(0.1, -0.2, 0.3);
  const strange = Float64Array.of(9, -0.2, 0.3);
  const verdicts = scoreFeatures(model, [{ c: 0.3, a: 0.1, b: -0.2 }, [9, -0.2, 0.3], usual]);
  expect(verdicts).toEqual([judged(usual), judged(strange), judged(usual)].map((value) => ({ ok: true, value })));
  expect(scoreFeatures(model, [])).toEqual([]);
});

test('what is missing takes what is usual beside the others where the detector knows that, and is named', () => {
  const together = rows.map((value, at) => rows[at - (at % 3)] + value / 4);
  const knowing = trainModel({ features: ['a', 'b', 'c'], rows: together }, { threshold: { kind: 'budget' } });
  const [verdict] = scoreFeatures(knowing, [{ a: 2.5, c: 2.5 }]);
  expect(verdict).toMatchObject({ ok: true, value: { anomalous: false, imputed: ['b'] } });
  const [median] = scoreFeatures(knowing, [[2.5, knowing.medians[1], 2.5]]);
  expect(median).toMatchObject({ ok: true, value: { anomalous: true } });
});

test('what is missing else takes the median, whether it is left out, null, or NaN in a row of a table', () => {
  const imputed = judged(Float64Array.of(9, model.medians[1], 0.3), ['b']);
  const missing: FeatureRow[] = [
    { a: 9, c: 0.3 },
    { a: 9, b: null, c: 0.3 },
    [9, null, 0.3],
    Float64Array.of(9, Number.NaN, 0.3),
  ];
  expect(scoreFeatures(model, missing)).toEqual(missing.map(() => ({ ok: true, value: imputed })));
});

test('a malformed row has a problem in its place and changes no other', () => {
  const [before, bad, after] = scoreFeatures(model, [[1, 2, 3], { x: 1 }, [1, 2, 3]]);
  expect(bad).toMatchObject({ ok: false, problem: { code: 'no_known_feature' } });
  expect([before, after]).toEqual([1, 2].map(() => ({ ok: true, value: judged(Float64Array.of(1, 2, 3)) })));
  const empty = new Float64Array(3).fill(Number.NaN);
  expect(scoreFeatures(model, [empty])).toMatchObject([{ problem: { code: 'only_missing' } }]);
  const infinite = Float64Array.of(1, Number.POSITIVE_INFINITY, 3);
  expect(scoreFeatures(model, [infinite])).toMatchObject([{ problem: { code: 'not_finite', path: 'features[1]' } }]);
});

test('without reasons a verdict is the same but for them', () => {
  const { contributions, explanation, ...rest } = judged(Float64Array.of(9, 0, 0));
  expect([contributions?.length, explanation]).toEqual([3, expect.stringContaining('a is 9')]);
  expect(scoreFeatures(model, [[9, 0, 0]], { explain: false })).toEqual([{ ok: true, value: rest }]);
});

test('a detector whose scores have no bound and cannot be shared out is graded by its training rows, and explained by sampling', () => {
  const distance: Detector = {
    kind: 'distance',
    featureCount: 3,
    score: (values, count, out = new Float64Array(count)) => {
      for (let i = 0; i < count; i++) out[i] = Math.hypot(...values.subarray(i * 3, i * 3 + 3));
      return out;
    },
    encode: () => new Uint8Array(0),
  };
  const threshold = 3;
  const unbounded: Model = {
    ...model,
    threshold,
    detector: distance,
    ...calibrate(scoredRows(rows, distance), threshold, 1),
  };
  const grades = [2.9, 3.1, 4, 5, 50].map((far) => {
    const result = scoreFeatures(unbounded, [[far, 0, 0]])[0];
    if (!result.ok) throw new Error(result.problem.message);
    const { grade, anomalous, contributions, contributionError } = result.value;
    expect(anomalous).toBe(far > threshold);
    expect(contributions?.[0].feature).toBe(anomalous ? 'a' : undefined);
    expect(contributionError === undefined).toBe(!anomalous);
    return grade;
  });
  expect(grades[0]).toBe(0);
  expect(grades).toEqual(grades.toSorted((a, b) => a - b));
  expect(new Set(grades).size).toBe(5);
});
