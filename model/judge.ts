import type { Verdict } from '../contracts/verdict.ts';
import { explainRow } from './explain-row.ts';
import { explanationSentence } from './explanation-sentence.ts';
import { gradeOf } from './grade-scale.ts';
import type { Model } from './model.ts';

/**
 * What the model says of a scored row: whether it is strange, how strange, and, when it is, why.
 *
 * @param row the scored values in the model's order, nothing missing
 * @param imputed names of the values that were missing and took the median
 */
export function judge(model: Model, row: Float64Array, score: number, imputed: readonly string[] = []): Verdict {
  const { threshold, version: modelVersion } = model;
  const anomalous = score > threshold;
  const verdict: Verdict = {
    score,
    threshold,
    anomalous,
    grade: anomalous ? gradeOf(score, model.gradeScale) : 0,
    modelVersion,
    ...(imputed.length > 0 ? { imputed } : {}),
  };
  if (!anomalous) return verdict;
  const contributions = explainRow(model, row);
  return { ...verdict, contributions, explanation: explanationSentence(contributions, imputed) };
}
