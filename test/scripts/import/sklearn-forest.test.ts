import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { IsolationForest } from '../../../detectors/isolation-forest/isolation-forest.ts';
import { judge } from '../../../model/judge.ts';
import { modelFromSklearn } from '../../../scripts/import/model-from-sklearn.ts';
import { decodeSklearnForest, type SklearnForest } from '../../../scripts/import/sklearn-forest.ts';

// made by test/golden/make_sklearn_golden.py: bootstrap, three quarters of the features, contamination, rows on thresholds
const golden = (name: string) => readFileSync(join(import.meta.dirname, '..', '..', 'golden', name), 'utf8');
const exported = decodeSklearnForest(golden('sklearn-forest.json'));
const { rows, scores, outliers } = JSON.parse(golden('sklearn-scores.json')) as {
  rows: number[][];
  scores: number[];
  outliers: boolean[];
};
const model = modelFromSklearn(exported);

test('an imported forest gives the scores and labels of scikit-learn, on thresholds too', () => {
  const ours = model.detector.score(Float64Array.from(rows.flat()), rows.length);
  for (const [i, score] of ours.entries()) {
    expect(Math.abs(score - scores[i])).toBeLessThan(1e-14);
    expect(judge(model, Float64Array.from(rows[i]), score).anomalous).toBe(outliers[i]);
  }
  expect(outliers.filter(Boolean).length).toBeGreaterThan(5);
});

test('an imported forest is saved and loaded like any other', () => {
  const loaded = IsolationForest.decode(model.detector.encode());
  expect(loaded.forest).toEqual((model.detector as IsolationForest).forest);
});

test('medians are estimated from the trees', () => {
  // the training values were normal with mean 0 and these deviations
  for (const [f, deviation] of [1, 10, 0.01, 1e6].entries())
    expect(Math.abs(model.medians[f])).toBeLessThan(deviation / 2);
});

test('a verdict of an imported model explains itself without expected values', () => {
  const { contributions, explanation } = judge(model, Float64Array.of(9, 0, 0, 0), 0.99);
  expect(contributions?.[0]).toEqual({ feature: 'feature_1', contribution: expect.any(Number), observed: 9 });
  expect(explanation).toMatch(/^feature_1 is 9; \d+ % of what is strange here$/);
});

test('what the export script did not write is refused, naming the place', () => {
  const refuse = (change: Partial<SklearnForest>, message: string) => {
    const text = JSON.stringify({ ...exported, ...change });
    expect(() => modelFromSklearn(decodeSklearnForest(text))).toThrow(message);
  };
  expect(() => decodeSklearnForest('PK')).toThrow('this is not JSON');
  expect(() => decodeSklearnForest('{}')).toThrow('format is not what scripts/export-sklearn.py writes');
  refuse({ maxSamples: 0 }, 'maxSamples is not what');
  const [tree] = exported.trees;
  const changed = (part: Partial<typeof tree>) => ({ trees: [{ ...tree, ...part }] });
  refuse(changed({ left: tree.left.with(0, 0) }), 'is met twice');
  refuse(changed({ right: tree.right.with(0, 9999) }), 'node 9999 is no node of its tree');
  refuse(changed({ right: tree.right.with(0, tree.right[tree.right[0]]) }), 'tree 0 reaches');
  refuse(changed({ feature: tree.feature.with(0, 4) }), 'node 0 splits on feature 4, wanted one below 4');
});
