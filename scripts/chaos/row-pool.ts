import { DEFAULT_SEVERITY_BANDS, type Severity, severityOf } from '../../contracts/verdict.ts';
import type { Model } from '../../model/model.ts';
import { scoreFeatures } from '../../model/score-features.ts';

export type Features = Readonly<Record<string, number>>;

/** Features and what the model says of them. */
export interface JudgedRow {
  readonly features: Features;
  readonly score: number;
  readonly anomalous: boolean;
  readonly severity: Severity;
}

export interface RowPool {
  readonly usual: readonly JudgedRow[];
  readonly anomalous: readonly JudgedRow[];
}

const USUAL_ROWS = 5000;
const ANOMALOUS_ROWS = 500;
/** Of the sample model's training data: usual values lie in [0, 1), strange ones up to 10. */
const STRANGEST = 10;

/** Rows enough that a verdict which belongs to another row is noticed: hardly two have the same score. */
export function rowPool(model: Model, random: () => number): RowPool {
  const usual: JudgedRow[] = [];
  const anomalous: JudgedRow[] = [];
  while (usual.length < USUAL_ROWS || anomalous.length < ANOMALOUS_ROWS) {
    const spread = anomalous.length < ANOMALOUS_ROWS ? 1 + random() * STRANGEST : 1;
    const row = judgeRow(model, Object.fromEntries(model.features.map((name) => [name, spread * random()])));
    const rows = row.anomalous ? anomalous : usual;
    if (rows.length < (row.anomalous ? ANOMALOUS_ROWS : USUAL_ROWS)) rows.push(row);
  }
  return { usual, anomalous };
}

/** What the model says, asked in this process and not through the pipeline. @throws for features that it refuses */
export function judgeRow(model: Model, features: Features): JudgedRow {
  const scored = scoreFeatures(model, [features], { explain: false })[0]!;
  if (!scored.ok) throw new RangeError(scored.problem.message);
  const { score, anomalous, grade } = scored.value;
  return { features, score, anomalous, severity: severityOf(grade, DEFAULT_SEVERITY_BANDS) };
}
