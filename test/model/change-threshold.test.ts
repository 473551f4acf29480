import { describe, expect, test } from 'vitest';
import { changeThreshold } from '../../model/change-threshold.ts';
import { judge } from '../../model/judge.ts';
import { decodeModel, encodeModel } from '../../model/model-files.ts';
import { trainModel } from '../../model/train-model.ts';
import { normalRows } from '../support/streams.ts';

const features = ['a', 'b', 'c'];
const minutes = (count: number) => Float64Array.from({ length: count }, (_, i) => i * 60_000);
const rows = normalRows(5000, 3, 11);
const data = { features, rows, timestampsMs: minutes(5000) };
const model = trainModel(data, { detector: 'isolation-forest', threshold: { kind: 'budget', share: 0.001 } });

const anomalousShare = (some: typeof model, of: Float64Array) => {
  const scores = some.detector.score(of, of.length / 3);
  return (
    scores.reduce((sum, score, i) => sum + Number(judge(some, of.subarray(3 * i, 3 * i + 3), score).anomalous), 0) /
    scores.length
  );
};

describe('a threshold that is moved', () => {
  test('keeps a budget by what the model remembers of its training, to a few percent', () => {
    for (const share of [0.0004, 0.002, 0.01, 0.05, 0.3]) {
      const moved = changeThreshold(model, { kind: 'budget', share });
      expect(anomalousShare(moved, rows) / share).toBeGreaterThan(0.85);
      expect(anomalousShare(moved, rows) / share).toBeLessThan(1.15);
    }
    const daily = changeThreshold(model, { kind: 'budget', perDay: 14.4 });
    expect(anomalousShare(daily, rows)).toBeCloseTo(0.01, 3);
  });

  test('gives a new version that is loaded again, with the same detector, and a card that says what was before', () => {
    const moved = changeThreshold(model, { kind: 'score', score: 0.6 });
    expect(moved.version).not.toBe(model.version);
    expect(decodeModel(encodeModel(moved)).version).toBe(moved.version);
    expect(moved.detector).toBe(model.detector);
    expect(moved).toMatchObject({
      threshold: 0.6,
      training: {
        rows: 5000,
        thresholdRule: 'score 0.6',
        thresholdBefore: `${model.threshold.toFixed(4)} (alert budget 0.1 % of rows) in version ${model.version}`,
      },
    });
    expect(moved.training).not.toHaveProperty('askedShare');
  });

  test('is placed by other rows where they are given, those beyond training counted as they are judged', () => {
    const drifted = normalRows(2000, 3, 12).map((value, at) => (at % 3 === 0 ? 3 * value : value));
    const moved = changeThreshold(
      model,
      { kind: 'budget', perDay: 72 },
      { features, rows: drifted, timestampsMs: minutes(2000) },
    );
    expect(anomalousShare(model, drifted)).toBeGreaterThan(0.05);
    expect(anomalousShare(moved, drifted)).toBe(0.05);
    expect(moved.training.cautions?.join() ?? '').not.toContain('may never alert');
    expect(moved.training).toMatchObject({
      thresholdRows: 2000,
      anomalousShare: 0.05,
      askedShare: expect.closeTo(0.05),
    });
  });

  test('finds anew what is doubtful in it, and keeps what is doubtful in the rows', () => {
    const dead = { features: ['a', 'b'], rows: normalRows(600, 2, 3).map((value, at) => (at % 2 ? 7 : value)) };
    const strict = trainModel(dead, { threshold: { kind: 'budget', share: 0.002 } });
    const never = changeThreshold(strict, { kind: 'score', score: 1e9 });
    expect(never.training.cautions).toEqual([
      'b is 7 in every row; which change of it is small cannot be learned from that',
      expect.stringMatching(/^no training row scores above the threshold/),
    ]);
    const back = changeThreshold(never, { kind: 'contamination', share: 0.05 });
    expect(back.training.cautions).toEqual([
      'b is 7 in every row; which change of it is small cannot be learned from that',
    ]);
  });

  test('rather leaves equal scores out than lets them all through', () => {
    const states = Float64Array.from({ length: 3000 }, (_, i) => (i % 3 === 0 ? 80 : i < 30 ? 200 + i : 20));
    const tied = trainModel({ features: ['x'], rows: states }, { threshold: { kind: 'budget', share: 0.001 } });
    for (const share of [0.001, 0.005, 0.05, 0.2]) {
      const moved = changeThreshold(tied, { kind: 'budget', share });
      const above = tied.detector.score(states, 3000).filter((score) => score > moved.threshold).length;
      expect(above).toBeLessThanOrEqual(Math.max(1.2 * share * 3000, 30));
    }
  });
});

test('what cannot be counted is refused with what to do', () => {
  const { calibration: _, ...old } = model;
  const gradeScale = { scores: [0.5, 1], grades: [0, 1] };
  expect(() => changeThreshold({ ...old, gradeScale }, { kind: 'budget', share: 0.01 })).toThrow(
    'the model says nothing of the scores of its training rows; give rows to count by, with --data',
  );
  expect(changeThreshold({ ...old, gradeScale }, { kind: 'budget', share: 0.01 }, data).training.anomalousShare).toBe(
    0.01,
  );
  expect(changeThreshold({ ...old, gradeScale }, { kind: 'auto' }).threshold).toBe(0.5);
  expect(() => changeThreshold(model, { kind: 'budget', share: 1e-5 })).toThrow(
    'asks for 0.050 of 5,000 training rows',
  );
  expect(() => changeThreshold(model, { kind: 'budget', share: 1e-5 }, data)).toThrow('asks for 0.050 of 5,000 rows');
  const timeless = trainModel({ features, rows }, { threshold: { kind: 'budget' } });
  expect(() => changeThreshold(timeless, { kind: 'budget', perDay: 5 })).toThrow(
    'how many training rows a day there are is unknown, as they have no time; give rows with times, with --data, or',
  );
  expect(() => changeThreshold(model, { kind: 'score', score: Number.NaN })).toThrow('the threshold must be a number');
});
