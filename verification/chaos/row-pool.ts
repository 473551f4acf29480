import { DEFAULT_SEVERITY_BANDS, severityOf } from '../../contracts/verdict.ts';
import { charactersOf } from '../../incidents/character.ts';
import type { Model } from '../../model/model.ts';
import { scoreFeatures } from '../../model/score-features.ts';
import type { PlannedVerdict, PlannedVerdicts } from './planned-record.ts';

export type PooledFeatures = Readonly<Record<string, number>>;

/** PooledFeatures and what each model says of them, by its version. */
export interface PlannedRow {
  readonly features: PooledFeatures;
  readonly verdicts: PlannedVerdicts;
}

/** Of the sample model's training data: usual values lie in [0, 1), strange ones up to 10. */
const STRANGEST = 10;
/** Values that are a little strange, which is where models differ. */
const DISPUTED = 3;

/**
 * Rows that are usual to every model, and so many that another row's verdict is noticed: hardly two have the same
 * score.
 */
export function usualRows(models: readonly Model[], random: () => number, count = 5000): PlannedRow[] {
  const rows: PlannedRow[] = [];
  while (rows.length < count) {
    const row = drawRow(models, random, () => 1);
    if (!isStrange(row)) rows.push(row);
  }
  return rows;
}

/** A row that is anomalous to at least one of the models, and never the same twice. */
export function anomalousRow(models: readonly Model[], random: () => number): PlannedRow {
  for (;;) {
    const spread = 1 + random() * (random() < 0.5 ? DISPUTED : STRANGEST);
    const row = drawRow(models, random, () => (random() < 0.5 ? spread : 1));
    if (isStrange(row)) return row;
  }
}

/** Whether any of the models finds it anomalous. */
export function isStrange({ verdicts }: PlannedRow): boolean {
  return [...verdicts.values()].some(({ anomalous }) => anomalous);
}

/** What the models say, asked in this process and not through the pipeline. @throws for features that they refuse */
export function judgeRow(models: readonly Model[], features: PooledFeatures): PlannedRow {
  return { features, verdicts: new Map(models.map((model) => [model.version, judge(model, features)])) };
}

/** @param spread of the next feature's values */
function drawRow(models: readonly Model[], random: () => number, spread: () => number): PlannedRow {
  const names = models[0].features;
  return judgeRow(models, Object.fromEntries(names.map((name) => [name, spread() * random()])));
}

function judge(model: Model, features: PooledFeatures): PlannedVerdict {
  const scored = scoreFeatures(model, [features], { explain: true })[0];
  if (!scored.ok) throw new RangeError(scored.problem.message);
  const { score, anomalous, grade, contributions } = scored.value;
  const severity = severityOf(grade, DEFAULT_SEVERITY_BANDS);
  return { score, anomalous, severity, grade, characters: charactersOf(contributions) };
}
