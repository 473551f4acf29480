import { expect, test } from 'vitest';
import type { Detector } from '../../detectors/detector.ts';
import type { Model } from '../../model/model.ts';
import { compareModels } from '../../training/compare-models.ts';
import { isHeldOut } from '../../training/held-out.ts';
import { sampleData } from '../../training/sample-data.ts';
import { trainCandidate } from '../../training/train-candidate.ts';
import { sampledRows } from '../support/training/sampled-rows.ts';

const rows = sampledRows({ count: 8000 });
const [heldOut, forTraining] = [true, false].map((held) => rows.filter(({ identity }) => isHeldOut(identity) === held));
const trainedOn = (some: typeof rows, parent?: Model) => trainCandidate(sampleData(some, {}).data, parent);
const model = trainedOn(forTraining);

/** As one that sees nothing, or anything: whatever it was trained on. */
function scoring(scoreOf: (row: Float64Array) => number, threshold: number): Model {
  const score: Detector['score'] = (values, count) =>
    Float64Array.from({ length: count }, (_, i) => scoreOf(values.subarray(2 * i, 2 * i + 2)));
  const detector = Object.assign(Object.create(Object.getPrototypeOf(model.detector)), model.detector, { score });
  const { calibration: _, ...rest } = model;
  return { ...rest, detector, threshold };
}

test('a fifth of all rows is held out, always the same', () => {
  expect(heldOut.length / rows.length).toBeCloseTo(0.2, 1);
  expect(isHeldOut(rows[0].identity)).toBe(isHeldOut(rows[0].identity));
});

test('a model of the stream keeps its budget on rows that it was not trained on, finds what was planted, and passes', () => {
  const comparison = compareModels(model, heldOut);
  expect(comparison.refusal).toBeUndefined();
  expect(comparison).toMatchObject({ rows: heldOut.length, budget: 0.001 });
  expect(comparison.flagged.low).toBeLessThan(0.002);
  const [beyond, swapped] = comparison.planted;
  expect(beyond).toMatchObject({ kind: 'beyond', planted: 200 });
  expect(beyond.found).toBeGreaterThan(190);
  // heat follows load
  expect(swapped.found).toBeGreaterThan(80);
});

test('a model that sees nothing is refused', () => {
  const { refusal } = compareModels(
    scoring(() => 0, 1),
    heldOut,
  );
  expect(refusal).toBe('it finds 0 of 200 rows with a value three spreads beyond all others');
});

test('a model that flags far more than its budget is refused, and one that flags everything', () => {
  const often = compareModels(
    scoring(([heat]) => heat, 50),
    heldOut,
  );
  expect(often.refusal).toMatch(
    /^it flags \d+ % \(\d+ to \d+\) of rows that it was not trained on, its budget is 0\.1 %$/,
  );
  expect(
    compareModels(
      scoring(() => 2, 1),
      heldOut,
    ).refusal,
  ).toMatch(/^it flags 100 %/);
});

test('a model that finds less of what was planted than the current one is refused', () => {
  const ofEnds = scoring((row) => Math.max(Math.abs(row[0] - 45) / 6, Math.abs(row[1] - 50) / 10), 4.5);
  const { refusal } = compareModels(ofEnds, heldOut, model);
  expect(refusal).toMatch(/^of 200 planted anomalies \(swapped\) it finds \d+, the current model \d+$/);
  expect(compareModels(model, heldOut, ofEnds).refusal).toBeUndefined();
});

test('two models of the same stream order its rows alike, and where they disagree there are examples', () => {
  const other = trainedOn(forTraining.slice(0, 3000));
  const { correlation, flaggedByCurrent } = compareModels(model, heldOut, other);
  expect(correlation).toBeGreaterThan(0.95);
  expect(flaggedByCurrent?.share).toBeLessThan(0.01);

  const often = scoring(([heat]) => heat, 55);
  const { onlyCurrent, onlyCandidate } = compareModels(model, heldOut, often);
  expect(onlyCurrent?.rows).toBeGreaterThan(10);
  expect(onlyCurrent?.examples).toHaveLength(3);
  const [{ score, threshold, source }] = onlyCurrent!.examples;
  expect(score).toBeGreaterThan(threshold);
  expect(source).toMatch(/^machine-/);
  expect(onlyCandidate?.rows).toBeLessThan(10);
});

test('with hardly any rows to compare nothing passes', () => {
  expect(compareModels(model, heldOut.slice(0, 30)).refusal).toBe('only 30 rows are left to try it on, 50 are wanted');
});

test('a candidate takes kind, parameters and budget from its parent', () => {
  const parent: Model = { ...model, training: { ...model.training, askedShare: 0.01, seed: 7 } };
  const child = trainedOn(forTraining, parent);
  expect(child.training).toMatchObject({ askedShare: 0.01, seed: 7, parameters: model.training.parameters });
  expect(child.detector.kind).toBe(model.detector.kind);
  const small = trainedOn(forTraining.slice(0, 300), { ...model, training: { ...model.training, askedShare: 0.001 } });
  expect(small.training.askedShare).toBeCloseTo(1 / 300, 12);
});
