import { DEFAULT_SEVERITY_BANDS, severityOf, type Verdict } from '../contracts/verdict.ts';
import type { Model } from '../model/model.ts';
import { scoreFeatures } from '../model/score-features.ts';
import { noSeverities, type SeverityCounts } from '../scripts/scoring/severity-counts.ts';

/** How severities and grades of anomalies spread. */
export interface SeveritySpread {
  readonly rows: number;
  /** Of the rows that are anomalous. */
  readonly severities: SeverityCounts;
  /** Of anomalies that are moved away to each of {@link DISTANCES}: the mean grade, a usual row's being 0. */
  readonly grades: readonly number[];
  /** How many of those were moved, and of how many a grade is lower further away. */
  readonly moved: number;
  readonly falling: number;
}

/** Times as far from the training medians as they are. */
export const DISTANCES: readonly number[] = [1, 2, 4, 8, 16, 32];
/** More say the same. */
const MOST_MOVED = 200;

/**
 * Counts how strange a model finds rows, and how much more so it finds anomalies that are moved away.
 *
 * @param rows in the model's order, NaN is missing
 * @param isAnomaly of each row, by its label
 */
export function severitySpread(
  model: Model,
  rows: readonly Float64Array[],
  isAnomaly: (row: number) => boolean,
): SeveritySpread {
  const severities = noSeverities();
  for (const { anomalous, grade } of verdictsOf(model, rows)) {
    if (anomalous) severities[severityOf(grade, DEFAULT_SEVERITY_BANDS)]++;
  }
  const anomalies = rows.filter((_, i) => isAnomaly(i));
  const step = Math.max(1, Math.ceil(anomalies.length / MOST_MOVED));
  const moved = anomalies.filter((_, i) => i % step === 0);
  const grades = DISTANCES.map((times) => verdictsOf(model, moved.map(awayBy(model, times))).map(({ grade }) => grade));
  const falls = (_: Float64Array, i: number) => grades.some((at, step) => step > 0 && at[i] < grades[step - 1][i]);
  return {
    rows: rows.length,
    severities,
    grades: grades.map((at) => at.reduce((sum, grade) => sum + grade, 0) / at.length),
    moved: moved.length,
    falling: moved.filter(falls).length,
  };
}

function verdictsOf(model: Model, rows: readonly Float64Array[]): Verdict[] {
  return scoreFeatures(model, rows, { explain: false }).flatMap((verdict) => (verdict.ok ? [verdict.value] : []));
}

function awayBy({ medians }: Model, times: number) {
  return (row: Float64Array) => row.map((value, f) => medians[f] + times * (value - medians[f]));
}
