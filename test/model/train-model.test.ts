import { expect, test } from 'vitest';
import { extendedIsolationForestKind as WITHOUT_GAPS } from '../../detectors/extended-isolation-forest/extended-isolation-forest-kind.ts';
import { IsolationForest } from '../../detectors/isolation-forest/isolation-forest.ts';
import { chooseThreshold } from '../../model/choose-threshold.ts';
import { decodeModel, encodeModel } from '../../model/model-files.ts';
import { type TrainingOptions, trainModel } from '../../model/train-model.ts';
import { normalRows } from '../support/streams.ts';
import { withGaps } from '../support/with-gaps.ts';

const features = ['a', 'b', 'c'];
const rows = normalRows(5000, 3, 11);
const train = (threshold: TrainingOptions['threshold'], options: Partial<TrainingOptions> = {}) =>
  trainModel(
    { features, rows, timestampsMs: Float64Array.from({ length: 5000 }, (_, i) => i * 60_000) },
    { threshold, ...options },
  );
const shareAbove = (model: ReturnType<typeof trainModel>) =>
  model.detector.score(rows, 5000).filter((score) => score > model.threshold).length / 5000;

test('the default budget puts one training row in a thousand above the threshold', () => {
  const model = train({ kind: 'budget' });
  expect(shareAbove(model)).toBe(0.001);
  expect(model.training).toMatchObject({
    anomalousShare: 0.001,
    thresholdRule: 'alert budget 0.1 % of rows',
    rows: 5000,
  });
});

test('a model of a sample is marked as one in its card, also when it was loaded, and any other is not', () => {
  const sample = train({ kind: 'budget' }, { isSample: true });
  expect(decodeModel(encodeModel(sample)).training.sample).toBe(true);
  expect(train({ kind: 'budget' }).training).not.toHaveProperty('sample');
});

test.each([
  [0.07, 'alert budget 7 % of rows'],
  [0.29, 'alert budget 29 % of rows'],
])('a budget of %d is %s, without digits that nobody wrote', (share, rule) => {
  expect(train({ kind: 'budget', share }).training.thresholdRule).toBe(rule);
});

test('a contamination puts exactly its share of the training rows above the threshold', () => {
  for (const share of [0.0002, 0.05, 0.123, 0.5])
    expect(shareAbove(train({ kind: 'contamination', share }))).toBe(share);
});

test('the threshold lies between two scores, so that no rounding moves a row across', () => {
  const model = train({ kind: 'contamination', share: 0.1 });
  const distances = model.detector.score(rows, 5000).map((score) => Math.abs(score - model.threshold));
  expect(Math.min(...distances)).toBeGreaterThan(1e-9);
});

test('a daily budget counts days by the rows own clock', () => {
  const model = train({ kind: 'budget', perDay: 14.4 });
  // a row a minute is 1440 a day, of which 14.4 are one in a hundred
  expect(model.training.rowsPerDay).toBeCloseTo(1440, 9);
  expect(shareAbove(model)).toBe(0.01);
  expect(model.training.thresholdRule).toBe('alert budget 14.4/day');
});

test('days are counted from the first row to the last, in whatever order they come, and not where all came at once', () => {
  const perDay = (...days: number[]) =>
    trainModel(
      {
        features,
        rows: rows.slice(0, 3 * days.length),
        timestampsMs: Float64Array.from(days, (day) => day * 86_400_000),
      },
      { threshold: { kind: 'auto' } },
    ).training.rowsPerDay;
  expect(perDay(3, 1, 6, 2)).toBe(3 / 5);
  expect(perDay(6, 3, 1)).toBe(2 / 5);
  expect(perDay(4, 4, 4)).toBeUndefined();
});

test('nothing is said of rows per day where there are no times', () => {
  const { training } = trainModel({ features, rows }, { threshold: { kind: 'auto' } });
  expect(training).not.toHaveProperty('rowsPerDay');
});

test('the forest is the one that was asked for: by default 100 trees of 256 rows each, drawn without putting back', () => {
  const trained = (options: Partial<TrainingOptions>) => train({ kind: 'auto' }, options);
  const byDefault = trained({});
  expect(byDefault.training).toMatchObject({ seed: 0, parameters: { trees: 100, samples: 256, bootstrap: false } });
  const parameters = { trees: 7, samples: 32, bootstrap: true };
  const asked = trained({ seed: 5, parameters });
  expect(asked.detector.encode()).toEqual(IsolationForest.fit(rows, 3, { ...parameters, seed: 5 }).encode());
  expect(asked.training).toMatchObject({ seed: 5, parameters });
  const spelled = { trees: 100, samples: 256, bootstrap: false, seed: 0 };
  expect(byDefault.detector.encode()).toEqual(IsolationForest.fit(rows, 3, spelled).encode());
});

test('auto is the 0.5 of the paper', () => {
  expect(train({ kind: 'auto' })).toMatchObject({ threshold: 0.5, training: { thresholdRule: 'auto' } });
});

test('auto and the default budget are those of the kind of detector, and auto is refused where it has none', () => {
  const oracle = { title: 'an oracle', defaultBudgetShare: 0.25 };
  const scores = Float64Array.of(1, 2, 3, 4);
  expect(chooseThreshold(scores, { kind: 'budget' }, undefined, oracle)).toMatchObject({ threshold: 3.5 });
  expect(chooseThreshold(scores, { kind: 'auto' }, undefined, { ...oracle, autoThreshold: 7 }).threshold).toBe(7);
  expect(() => chooseThreshold(scores, { kind: 'auto' }, undefined, oracle)).toThrow(
    'an oracle has no threshold of its own, give an alert budget or a contamination',
  );
});

test('trimming leaves the strangest rows out of all that the model is made of, and the budget is of what remains', () => {
  const anomalies = 200;
  const contaminated = Float64Array.from([...rows, ...normalRows(anomalies, 3, 4).map((value) => 12 + value / 10)]);
  const count = 5000 + anomalies;
  const data = {
    features,
    rows: contaminated,
    timestampsMs: Float64Array.from({ length: count }, (_, i) => i * 60_000),
  };
  const trained = (trim?: number) => trainModel(data, { threshold: { kind: 'budget', share: 0.01 }, trim });
  const [plain, trimmed] = [trained(), trained(anomalies / count)];
  const flagged = (model: ReturnType<typeof trainModel>, from: number, to: number) =>
    model.detector.score(contaminated.subarray(3 * from, 3 * to), to - from).filter((score) => score > model.threshold)
      .length;
  expect(flagged(plain, 5000, count)).toBeLessThan(0.5 * anomalies);
  expect(flagged(trimmed, 5000, count)).toBe(anomalies);
  expect(flagged(trimmed, 0, 5000)).toBe(50);
  expect(trimmed.training).toMatchObject({ rows: 5000, trimmedRows: anomalies, rowsPerDay: expect.closeTo(1440, 6) });
  expect(Math.max(...trimmed.calibration!.ranges.high)).toBeLessThan(6);
  expect(plain.training).not.toHaveProperty('trimmedRows');
  expect(() => trained(0.6)).toThrow('the share to trim must be in (0, 0.5], got 0.6');
  expect(() => trained(1e-5)).toThrow('to trim 0.00001 of 5200 rows is less than one row');
});

test('the same data and options give the same version, any other another', () => {
  const { version } = train({ kind: 'budget' }, { seed: 1 });
  expect(version).toMatch(/^[0-9a-f]{12}$/);
  expect(train({ kind: 'budget' }, { seed: 1 }).version).toBe(version);
  expect(train({ kind: 'budget' }, { seed: 2 }).version).not.toBe(version);
  expect(train({ kind: 'auto' }, { seed: 1 }).version).not.toBe(version);
});

test('trees are grown on the cells that are there, and everything else looks at medians in place of the missing', () => {
  const gaps = withGaps(rows, 0.2, 1);
  const model = trainModel({ features, rows: gaps }, { threshold: { kind: 'budget', share: 0.1 } });
  expect(model.detector.encode()).toEqual(IsolationForest.fit(gaps, 3, { missing: true }).encode());
  const filled = gaps.map((value, at) => (Number.isNaN(value) ? model.medians[at % 3] : value));
  const above = model.detector.score(filled, 5000).filter((score) => score > model.threshold);
  expect(above.length).toBe(500);
  expect(model.reference.values.some(Number.isNaN)).toBe(false);
  expect(gaps.some(Number.isNaN)).toBe(true);
});

test('a kind that needs complete rows is fitted on medians in place of what is missing', () => {
  const gaps = Float64Array.of(1, 10, Number.NaN, 20, 5, Number.NaN, 2, 40);
  const filled = Float64Array.of(1, 10, 2, 20, 5, 20, 2, 40);
  const version = (values: Float64Array) =>
    trainModel({ features: ['x', 'y'], rows: values }, { detector: WITHOUT_GAPS.kind, threshold: { kind: 'budget' } });
  expect([...version(gaps).medians]).toEqual([2, 20]);
  expect(version(gaps).version).toBe(version(filled).version);
  expect(gaps[2]).toBeNaN();
});

test('the median of an even number of values is the mean of the middle two, however large they are', () => {
  const median = (...values: number[]) =>
    trainModel({ features: ['x'], rows: Float64Array.from(values) }, { threshold: { kind: 'auto' } }).medians[0];
  expect(median(4, 1, 3, 2)).toBe(2.5);
  expect(median(1.7e308, 1.7e308, 1.7e308, 1)).toBe(1.7e308);
});

test('the detector is the kind that is asked for, with its parameters, and the model remembers them', () => {
  const parameters = { samples: 64, trees: 20 };
  const model = train({ kind: 'budget' }, { detector: 'isolation-forest', parameters });
  expect(model.training.parameters).toEqual({ trees: 20, samples: 64, bootstrap: false });
  expect(model.detector.encode()).toEqual(train({ kind: 'auto' }, { parameters }).detector.encode());
  expect(model.detector.encode()).not.toEqual(train({ kind: 'budget' }).detector.encode());
  expect(() => train({ kind: 'budget' }, { detector: 'oracle' })).toThrow('the kind of detector is "oracle", wanted');
  expect(() => train({ kind: 'budget' }, { parameters: { depth: 3 } })).toThrow('has no parameter "depth"');
});

test('data that no model can be made of are refused with a sentence', () => {
  const refuse = (data: Parameters<typeof trainModel>[0], threshold: TrainingOptions['threshold'] = { kind: 'auto' }) =>
    expect(() => trainModel(data, { threshold }));
  refuse({ features: [], rows: new Float64Array(0) }).toThrow('there are no features');
  refuse({ features: ['a'], rows: new Float64Array(0) }).toThrow('there are no rows to train on');
  refuse({ features: ['a', 'b'], rows: Float64Array.of(45, 0, 45, 0, 45, Number.NaN) }).toThrow(
    'no feature varies: a is 45 and b is 0 in every row, so the model could never notice anything; wanted rows in which',
  );
  refuse({ features: ['a', ''], rows: new Float64Array(4) }).toThrow('feature 2 of 2 has no name');
  refuse({ features: ['a', 'a'], rows: new Float64Array(4) }).toThrow('the feature "a" is there twice');
  refuse({ features: ['a', 'b'], rows: Float64Array.of(1, Number.NaN) }).toThrow(
    'the feature "b" has no value in any row',
  );
  refuse({ features: ['a'], rows: Float64Array.of(1, Number.POSITIVE_INFINITY) }).toThrow('is Infinity in row 2');
  refuse({ features, rows }, { kind: 'contamination', share: 0.6 }).toThrow(
    'contamination must be in (0, 0.5], got 0.6',
  );
  refuse({ features, rows }, { kind: 'budget', share: 0 }).toThrow('must be in (0, 1), got 0');
  refuse({ features, rows }, { kind: 'budget', perDay: 5 }).toThrow('needs timestamps');
  const timestampsMs = Float64Array.from({ length: 5000 }, (_, i) => i * 86_400_000);
  refuse({ features, rows, timestampsMs }, { kind: 'budget', perDay: 5 }).toThrow(
    '5 a day is not below the 1 rows a day',
  );
});
