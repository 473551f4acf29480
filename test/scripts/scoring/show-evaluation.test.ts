import { expect, test } from 'vitest';
import { qualityOf } from '../../../scripts/scoring/quality.ts';
import { evaluationJson, evaluationTable } from '../../../scripts/scoring/show-evaluation.ts';

test('what is undefined without anomalies is said to be, for people and for machines', () => {
  const quality = qualityOf(Float64Array.of(0.1, 0.2, 0.6), Uint8Array.of(0, 0, 0));
  const ranking = { measure: 'surprise', threshold: 2.5, of: () => 0 } as const;
  const table = evaluationTable(quality, quality.at(0.5), ranking);
  expect(table).toContain('surprise above');
  expect(table).toMatch(/the model's │ +2\.5000 │ +1 │ +0\.000 │ undefined │ undefined │/);
  expect(evaluationJson(quality, quality.at(0.5))).toEqual({
    rocAuc: null,
    averagePrecision: null,
    precision: 0,
    recall: null,
    f1: null,
    threshold: 0.5,
    rows: 3,
    anomalies: 0,
  });
});
