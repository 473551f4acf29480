import { expect, test } from 'vitest';
import { modelFromSklearn } from '../../../model/import/model-from-sklearn.ts';
import { decodeSklearnExport } from '../../../model/import/sklearn-export.ts';
import type { SklearnOneClassSvm } from '../../../model/import/sklearn-one-class-svm.ts';
import { judge } from '../../../model/judge.ts';
import { decodeModel, encodeModel } from '../../../model/model-files.ts';
import { largestDifference, sklearnGolden } from '../../support/sklearn-golden.ts';

const golden = sklearnGolden<SklearnOneClassSvm>('one-class-svm');
const { exported } = golden;
const model = modelFromSklearn(exported);

test.each(['one-class-svm', 'one-class-svm-scaled'])(
  'an imported machine gives the scores and labels of scikit-learn, behind a StandardScaler too: %s',
  (name) => {
    const { exported, rows, scores, outliers } = sklearnGolden(name);
    const imported = modelFromSklearn(exported);
    const ours = imported.detector.score(rows, scores.length);
    expect(largestDifference(ours, scores)).toBeLessThan(1e-14);
    for (const [i, score] of ours.entries()) {
      // on the boundary itself either is right
      if (Math.abs(score) < 1e-6) continue;
      expect(judge(imported, rows.subarray(3 * i, 3 * i + 3), score).anomalous).toBe(outliers[i]);
    }
    expect(outliers.filter(Boolean).length).toBeGreaterThan(20);
    expect(decodeModel(encodeModel(imported)).detector.score(rows, scores.length)).toEqual(ours);
  },
);

test('without its rows medians are estimated from the support vectors, and grades end where nothing is near', () => {
  expect(model.training).toEqual({
    seed: 0,
    parameters: { nu: 0.2, gamma: exported.gamma, importedFrom: 'scikit-learn' },
    thresholdRule: 'nu 0.2',
  });
  expect(model.reference.count).toBe(0);
  expect(model.gradeScale).toEqual({ scores: [0, exported.offset], grades: [0, 1] });
  for (const f of [0, 1, 2]) {
    const column = golden.train.filter((_, i) => i % 3 === f).sort();
    expect(model.medians[f]).toBeGreaterThan(column[20]);
    expect(model.medians[f]).toBeLessThan(column[160]);
  }
});

test('with the rows that it was trained on, medians and expected values come from them', () => {
  const informed = modelFromSklearn(exported, { features: exported.features, rows: golden.train });
  const column = golden.train.filter((_, i) => i % 3 === 1).sort();
  expect(informed.medians[1]).toBeCloseTo((column[89] + column[90]) / 2, 12);
  expect(informed.training.rows).toBe(180);
  expect(informed.reference.count).toBeGreaterThan(100);
  expect(informed.threshold).toBe(0);
});

test('what the export script did not write is refused, naming the place', () => {
  const refuse = (change: Partial<SklearnOneClassSvm>, message: string) => {
    const text = JSON.stringify({ ...exported, ...change });
    expect(() => modelFromSklearn(decodeSklearnExport(text))).toThrow(message);
  };
  refuse({ gamma: 0 }, 'gamma is 0, wanted a number above 0; export the model again');
  refuse({ nu: 2 }, 'nu is 2, wanted a share above 0 and up to 1');
  refuse({ vectors: [] }, 'vectors is not what scripts/export-sklearn.py writes');
  refuse({ vectors: exported.vectors.with(2, []) }, 'vectors.2 has 0 numbers, wanted 3');
  refuse(
    { coefficients: exported.coefficients.slice(1) },
    `coefficients has ${exported.vectors.length - 1} numbers, wanted`,
  );
  refuse({ coefficients: exported.coefficients.with(0, 0) }, 'coefficients.0 is 0, wanted a number above 0');
  refuse({ features: ['a', 'b'] }, 'vectors.0 has 3 numbers, wanted 2');
});
