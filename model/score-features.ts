import type { Lanes } from '../contracts/lanes.ts';
import { ok, type Result } from '../contracts/result.ts';
import type { Verdict } from '../contracts/verdict.ts';
import { judge, judgeScore } from './judge.ts';
import type { Model } from './model.ts';
import { type FeatureRow, vectorise } from './vectorise.ts';

/**
 * Features in, verdicts out: puts each row's values in the model's order, imputes what is missing, scores all rows
 * together, and judges and explains each.
 *
 * @param explain whether anomalous rows are told why they are, which takes far longer than to score them
 * @param lanes of each row, what its source's past says; undefined where nothing is known
 * @returns a verdict for each row, in order; or what is malformed in it, as {@link vectorise} says
 */
export function scoreFeatures(
  model: Model,
  rows: readonly FeatureRow[],
  { explain = true, lanes = [] }: { explain?: boolean; lanes?: readonly (Lanes | undefined)[] } = {},
): Result<Verdict>[] {
  const width = model.features.length;
  const values = new Float64Array(rows.length * width);
  const gaps = rows.map((row, i) => vectorise(model, row, values, i * width));
  // a malformed row is scored, too, as whatever stands in its place
  const scores = model.detector.score(values, rows.length);
  return gaps.map((missing, i) => {
    if (!missing.ok) return missing;
    const row = values.subarray(i * width, (i + 1) * width);
    return ok((explain ? judge : judgeScore)(model, row, scores[i], missing.value, lanes[i]));
  });
}
