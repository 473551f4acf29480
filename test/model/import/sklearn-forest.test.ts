import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { IsolationForest } from '../../../detectors/isolation-forest/isolation-forest.ts';
import { seededRandom } from '../../../kernels/random.ts';
import { modelFromSklearn } from '../../../model/import/model-from-sklearn.ts';
import { decodeSklearnExport } from '../../../model/import/sklearn-export.ts';
import type { SklearnForest } from '../../../model/import/sklearn-forest.ts';
import { judge } from '../../../model/judge.ts';
import { decodeModel, encodeModel } from '../../../model/model-files.ts';

// made by test/golden/make_sklearn_golden.py: bootstrap, three quarters of the features, contamination, rows on
// thresholds
const golden = (name: string) => readFileSync(join(import.meta.dirname, '..', '..', 'golden', name), 'utf8');
const exported = decodeSklearnExport(golden('sklearn-forest.json')) as SklearnForest;
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

test('the version of an imported model is that of the folder it is saved to, and rows a day come from its rows', () => {
  const timestampsMs = Float64Array.from(rows, (_, i) => i * 60_000);
  const data = { features: exported.features, rows: Float64Array.from(rows.flat()), timestampsMs };
  const informed = modelFromSklearn(exported, data);
  for (const imported of [model, informed]) expect(decodeModel(encodeModel(imported)).version).toBe(imported.version);
  expect(informed.training.rowsPerDay).toBeCloseTo(1440, 9);
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

/** A forest of one tree that splits on `a`, at 0 and at 1. */
function forestOf(changes: Partial<SklearnForest> = {}): SklearnForest {
  const tree = {
    feature: [0, -1, 0, -1, -1],
    threshold: [0, -2, 1, -2, -2],
    left: [1, -1, 3, -1, -1],
    right: [2, -1, 4, -1, -1],
    size: [8, 1, 7, 6, 1],
  };
  return {
    ...exported,
    features: ['a', 'b'],
    contamination: 'auto',
    maxSamples: 8,
    offset: -0.45,
    trees: [tree],
    ...changes,
  };
}

test('its card says what it cannot notice, without the rows by its splits', () => {
  expect(modelFromSklearn(forestOf()).training.cautions).toEqual([
    'no tree splits on b; no change of it can be noticed',
  ]);
  expect(modelFromSklearn(forestOf({ offset: -0.7 })).training.unnoticed).toEqual([
    'however far, values beyond those of training are judged usual by themselves: a above 1; a larger alert budget ' +
      'notices more',
  ]);
  // one split alone has two sides, too
  const single = {
    feature: [0, -1, -1],
    threshold: [5, -2, -2],
    left: [1, -1, -1],
    right: [2, -1, -1],
    size: [8, 1, 7],
  };
  expect(modelFromSklearn(forestOf({ offset: -0.7, trees: [single] })).training.unnoticed?.[0]).toContain(
    ': a above 5;',
  );
  expect(modelFromSklearn(forestOf({ offset: -0.99 })).training.cautions).toContain(
    'no row can score above the threshold: this model can never alert',
  );
  const leaf = { feature: [-1], threshold: [-2], left: [-1], right: [-1], size: [8] };
  expect(() => modelFromSklearn(forestOf({ trees: [leaf] }))).toThrow('no tree splits on any feature');
});

test('its card says what is doubtful in the rows, and rows in which nothing varies are refused', () => {
  const data = { features: ['a', 'b'], rows: Float64Array.from({ length: 800 }, (_, i) => (i % 2 ? 5 : i / 800)) };
  const timestampsMs = Float64Array.from({ length: 400 }, () => Date.UTC(2057));
  const { cautions } = modelFromSklearn(forestOf(), { ...data, timestampsMs }, Date.UTC(2026)).training;
  expect(cautions).toContain('b is 5 in every row; which change of it is small cannot be learned from that');
  expect(cautions).toContain(
    '400 rows are more than a day ahead of the clock, the first in row 1, at 2057-01-01T00:00:00.000Z',
  );
  expect(() => modelFromSklearn(forestOf(), { ...data, rows: new Float64Array(8).fill(3) })).toThrow(
    'no feature varies: a is 3 and b is 3 in every row',
  );
});

test('with the rows that it was trained on, medians, grades and expected values come from them', () => {
  const random = seededRandom(1);
  // the first two features move together
  const trainingRows = Float64Array.from({ length: 4 * 500 }, (_, i) => (i % 4 === 3 ? Number.NaN : random()));
  for (let i = 0; i < 500; i++) trainingRows[i * 4 + 1] = 10 * trainingRows[i * 4];
  trainingRows[3] = 7;
  const informed = modelFromSklearn(exported, { features: exported.features, rows: trainingRows });
  const [a, b, , d] = informed.medians;
  expect([b, d]).toEqual([10 * a, 7]);
  expect(informed.threshold).toBe(model.threshold);
  expect(informed.training).toMatchObject({
    rows: 500,
    anomalousShare: expect.any(Number),
    thresholdRule: 'contamination 0.05',
  });
  expect(informed.calibration?.scale.scores.length).toBeGreaterThan(2);
  expect(model).not.toHaveProperty('calibration');

  const { contributions } = judge(informed, Float64Array.of(0.5, 900, 0.5, 7), 0.99);
  const strange = contributions?.find(({ feature }) => feature === 'feature_2');
  expect(strange).toMatchObject({ observed: 900, direction: 'above', expected: expect.closeTo(5, 0) });
  expect(() => modelFromSklearn(exported, { features: exported.features, rows: new Float64Array(0) })).toThrow(
    'there are no rows to learn from',
  );
});

test('what the export script did not write is refused, naming the place', () => {
  const refuse = (change: Partial<SklearnForest>, message: string) => {
    const text = JSON.stringify({ ...exported, ...change });
    expect(() => modelFromSklearn(decodeSklearnExport(text))).toThrow(message);
  };
  expect(() => decodeSklearnExport('PK')).toThrow('this is not JSON');
  expect(() => decodeSklearnExport('{}')).toThrow('format is not what scripts/export-sklearn.py writes');
  refuse({ maxSamples: 0 }, 'maxSamples is 0, wanted a count from 1 to 2147483647; export the model again');
  refuse({ maxSamples: 1 }, 'tree 0: it was grown on 58 rows, wanted at most the 1 of maxSamples');
  for (const offset of [0.5, 0, -1.5]) refuse({ offset }, `offset is ${offset}, wanted a number from -1 to below 0`);
  for (const contamination of [7, 0, -0.1])
    refuse({ contamination }, `contamination is ${contamination}, wanted auto, or`);
  refuse({ features: ['a', 'b', 'a', 'c'] }, 'the feature "a" is there twice');
  refuse({ features: ['a', 'b', '', 'c'] }, 'feature 3 of 4 has no name');
  refuse({ features: [] }, 'there are no features');
});

test('a tree whose nodes do not form one is refused, naming it', () => {
  const [first, tree] = exported.trees;
  const refuse = (part: Partial<typeof tree>, message: string) => {
    const text = JSON.stringify({ ...exported, trees: [first, { ...tree, ...part }] });
    expect(() => modelFromSklearn(decodeSklearnExport(text))).toThrow(message);
  };
  refuse({ feature: [], threshold: [], left: [], right: [], size: [] }, 'tree 1: it has no nodes');
  refuse({ left: tree.left.with(0, 0) }, 'tree 1: node 0 is a split 31 deep: the tree has a loop');
  refuse({ left: tree.left.with(0, tree.right[0]) }, 'is met twice');
  refuse({ right: tree.right.with(0, 9999) }, 'tree 1: node 9999 is no node of the tree');
  refuse({ right: tree.right.with(0, tree.right[tree.right[0]]) }, 'tree 1: its root reaches');
  refuse({ feature: tree.feature.with(0, 4) }, 'tree 1: node 0 splits on feature 4, wanted one below 4');
  refuse({ size: tree.size.with(0, 20) }, 'tree 1: a split of 20 rows has children of');
  refuse({ size: tree.size.with(2, -3) }, 'trees.1.size.2 is -3, wanted a count');
  const nodes = tree.feature.length;
  for (const name of ['threshold', 'left', 'right', 'size'] as const) {
    const message = `tree 1: got ${nodes - 1} of ${name} for its ${nodes} nodes, wanted as many`;
    refuse({ [name]: tree[name].slice(0, -1) }, message);
  }
  refuse(chain(32), 'tree 1: node 62 is a split 31 deep: the tree has a loop, or is no isolation tree');
  expect(() => modelFromSklearn({ ...exported, trees: [chain(31)] })).not.toThrow();
});

test('a threshold beyond the 32 bits that rows are compared in is refused before anything is saved', () => {
  const [tree] = exported.trees;
  const trees = [{ ...tree, threshold: tree.threshold.with(0, -1e300) }];
  expect(() => modelFromSklearn({ ...exported, trees })).toThrow('node 0 has the threshold -Infinity');
});

/** A tree of that many splits, one below the other; splits have even numbers. */
function chain(splits: number): SklearnForest['trees'][number] {
  const nodes = Array.from({ length: 2 * splits + 1 }, (_, node) => ({
    node,
    isSplit: node % 2 === 0 && node < 2 * splits,
  }));
  return {
    feature: nodes.map(({ isSplit }) => (isSplit ? 0 : -1)),
    threshold: nodes.map(() => 0),
    left: nodes.map(({ node, isSplit }) => (isSplit ? node + 1 : -1)),
    right: nodes.map(({ node, isSplit }) => (isSplit ? node + 2 : -1)),
    size: nodes.map(({ node }) => (node % 2 === 0 ? splits + 1 - node / 2 : 1)),
  };
}
