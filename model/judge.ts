import type { Verdict } from '../contracts/verdict.ts';
import { gradeOf } from './grade-scale.ts';
import type { Model } from './model.ts';

/**
 * What the model says of a scored row: whether it is strange, how strange, and, when it is, why.
 *
 * @param row the scored values in the model's order, nothing missing
 * @param imputed names of the values that were missing and took the median
 */
export function judge(model: Model, _row: Float64Array, score: number, imputed: readonly string[] = []): Verdict {
  const { threshold, version: modelVersion } = model;
  return {
    score,
    threshold,
    anomalous: score > threshold,
    grade: gradeOf(score, model.gradeScale),
    modelVersion,
    ...(imputed.length > 0 ? { imputed } : {}),
  };
}
