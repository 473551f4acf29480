import type { SampledRow } from '../contracts/row-sample.ts';
import type { Verdict } from '../contracts/verdict.ts';
import type { Model } from '../model/model.ts';
import { scoreFeatures } from '../model/score-features.ts';
import type { FeatureRow } from '../model/vectorise.ts';

/**
 * Judges rows of a sample as the pipeline would, with what the past of their source said of them.
 *
 * @returns aligned with the rows; undefined of one that is malformed to the model
 */
export function judgeSample(model: Model, rows: readonly SampledRow[]): (Verdict | undefined)[] {
  const lanes = rows.map((row) => row.lanes);
  return verdictsOf(
    model,
    rows.map(({ features }) => features),
    lanes,
  );
}

/** Judges values in the model's order, of which nobody knows a past. */
export function judgeValues(model: Model, rows: readonly Float64Array[]): (Verdict | undefined)[] {
  return verdictsOf(model, rows, []);
}

function verdictsOf(
  model: Model,
  rows: readonly FeatureRow[],
  lanes: readonly SampledRow['lanes'][],
): (Verdict | undefined)[] {
  return scoreFeatures(model, rows, { explain: false, lanes }).map((each) => (each.ok ? each.value : undefined));
}

/** Finds the rows that a model flags by themselves, whatever the past of their source says. */
export function flaggedByRow(model: Model, rows: readonly SampledRow[]): ReadonlySet<SampledRow> {
  const features = rows.map((row) => row.features);
  const verdicts = verdictsOf(model, features, []);
  return new Set(rows.filter((_, i) => verdicts[i]?.anomalous));
}

/** Which share of rows a model was made to flag: what was asked of its threshold, or else what it flagged then. */
export function budgetOf({ training }: Model): number {
  const { askedShare, anomalousShare = 0, rows = 1000 } = training;
  return Math.max(askedShare ?? anomalousShare, 1 / rows);
}
