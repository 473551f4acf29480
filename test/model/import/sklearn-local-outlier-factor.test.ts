import { expect, test } from 'vitest';
import { modelFromSklearn } from '../../../model/import/model-from-sklearn.ts';
import { decodeSklearnExport } from '../../../model/import/sklearn-export.ts';
import type { SklearnLocalOutlierFactor } from '../../../model/import/sklearn-local-outlier-factor.ts';
import { judge } from '../../../model/judge.ts';
import { decodeModel, encodeModel } from '../../../model/model-files.ts';
import { largestDifference, sklearnGolden } from '../../support/sklearn-golden.ts';

const golden = sklearnGolden<SklearnLocalOutlierFactor>('local-outlier-factor');
const { exported } = golden;
const model = modelFromSklearn(exported);

test.each(['local-outlier-factor', 'local-outlier-factor-scaled'])(
  'an imported factor gives the scores and labels of scikit-learn, behind a StandardScaler too: %s',
  (name) => {
    const { exported, rows, scores, outliers } = sklearnGolden(name);
    const imported = modelFromSklearn(exported);
    const ours = imported.detector.score(rows, scores.length);
    expect(largestDifference(ours, scores)).toBeLessThan(1e-14);
    for (const [i, score] of ours.entries())
      expect(judge(imported, rows.subarray(3 * i, 3 * i + 3), score).anomalous).toBe(outliers[i]);
    expect(outliers.filter(Boolean).length).toBeGreaterThan(20);
    expect(decodeModel(encodeModel(imported)).detector.score(rows, scores.length)).toEqual(ours);
  },
);

test('it brings the rows that it was trained on, so that medians, grades and expected values come from them', () => {
  expect(model.training).toMatchObject({
    rows: 180,
    thresholdRule: 'contamination 0.05',
    parameters: { neighbours: 10, importedFrom: 'scikit-learn' },
  });
  expect(model.reference.count).toBeGreaterThan(150);
  const column = golden.train.filter((_, i) => i % 3 === 1).sort();
  expect(model.medians[1]).toBeCloseTo((column[89] + column[90]) / 2, 12);
  const scaled = modelFromSklearn(sklearnGolden('local-outlier-factor-scaled').exported);
  for (const [f, median] of scaled.medians.entries()) expect(median).toBeCloseTo(model.medians[f], 12);
});

test('what the export script did not write is refused, naming the place', () => {
  const refuse = (change: Partial<SklearnLocalOutlierFactor>, message: string) => {
    const text = JSON.stringify({ ...exported, ...change });
    expect(() => modelFromSklearn(decodeSklearnExport(text))).toThrow(message);
  };
  refuse({ neighbours: 180 }, 'neighbours is 180, wanted fewer than the 180 rows; export the model again');
  refuse({ neighbours: 0 }, 'neighbours is 0, wanted a count from 1');
  refuse({ offset: 1 }, 'offset is 1, wanted a number below 0');
  refuse({ rows: [[1, 2, 3]] }, 'rows is not what scripts/export-sklearn.py writes');
  refuse({ rows: exported.rows.with(7, [1, 2]) }, 'rows.7 has 2 numbers, wanted 3');
  refuse({ reaches: exported.reaches.slice(1) }, 'reaches has 179 numbers, wanted 180');
  refuse({ reaches: exported.reaches.with(3, -1) }, 'reaches.3 is -1, wanted a distance from 0');
  refuse({ densities: exported.densities.with(3, 0) }, 'densities.3 is 0, wanted a density above 0');
  refuse({ densities: exported.densities.slice(1) }, 'densities has 179 numbers, wanted 180');
  refuse({ scaling: { ...exported.scaling, means: [0] } }, 'scaling.means has 1 numbers, wanted 3');
  refuse(
    { scaling: { ...exported.scaling, deviations: [1, 0, 1] } },
    'scaling.deviations.1 is 0, wanted a number above 0',
  );
});
