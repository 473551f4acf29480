import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeSklearnExport, type SklearnExport } from '../../model/import/sklearn-export.ts';

/** What test/golden/make_sklearn_golden.py wrote of a fitted model. */
export interface SklearnGolden<Exported extends SklearnExport> {
  readonly exported: Exported;
  /** What it was fitted on, row-major. */
  readonly train: Float64Array;
  /** Of a LocalOutlierFactor: minus its negative_outlier_factor_. */
  readonly trainingScores: readonly number[];
  /** New rows, some of them training rows, row-major. */
  readonly rows: Float64Array;
  /** By new row: minus score_samples, of a OneClassSVM minus decision_function. */
  readonly scores: readonly number[];
  readonly outliers: readonly boolean[];
}

/** Reads a golden file. @param name as `one-class-svm` */
export function sklearnGolden<Exported extends SklearnExport>(name: string): SklearnGolden<Exported> {
  const golden = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'golden', `sklearn-${name}.json`), 'utf8'));
  return {
    ...golden,
    exported: decodeSklearnExport(JSON.stringify(golden.exported)) as Exported,
    train: Float64Array.from(golden.train.flat()),
    rows: Float64Array.from(golden.rows.flat()),
  };
}

/** The largest difference, of numbers above 1 as a share of them. */
export function largestDifference(ours: Float64Array, theirs: readonly number[]): number {
  const differences = theirs.map((their, i) => Math.abs(ours[i] - their) / Math.max(1, Math.abs(their)));
  return ours.length === theirs.length ? Math.max(...differences) : Number.NaN;
}
