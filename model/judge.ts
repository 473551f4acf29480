import type { Contribution, Verdict } from '../contracts/verdict.ts';
import { expectedValues } from './expected-values.ts';
import { explanationSentence } from './explanation-sentence.ts';
import { gradeOf } from './grade-scale.ts';
import type { Model } from './model.ts';
import { NO_GAPS } from './vectorise.ts';

/**
 * Says what the model makes of a scored row: whether it is strange, how strange, and, when it is, why.
 *
 * @param row the scored values in the model's order, nothing missing
 * @param gaps what was missing of it and took the median
 */
export function judge(model: Model, row: Float64Array, score: number, gaps = NO_GAPS): Verdict {
  const verdict = judgeScore(model, score, gaps);
  const contributions = verdict.anomalous ? explainRow(model, row) : undefined;
  if (!contributions) return verdict;
  return { ...verdict, contributions, explanation: explanationSentence(contributions, gaps.imputed) };
}

/** Says the same without the reasons, which take longer than all else. */
export function judgeScore(model: Model, score: number, { imputed, unknownNames } = NO_GAPS): Verdict {
  const { threshold, version: modelVersion } = model;
  const anomalous = score > threshold;
  return {
    score,
    threshold,
    anomalous,
    grade: anomalous ? gradeOf(score, model.gradeScale) : 0,
    modelVersion,
    ...(imputed.length > 0 && { imputed }),
    ...(unknownNames.length > 0 && { unknownNames }),
  };
}

/**
 * Finds each feature's contribution, the largest first, and what those that made the row stranger would usually be;
 * nothing where the detector's scores cannot be shared out.
 */
function explainRow(model: Model, row: Float64Array): Contribution[] | undefined {
  const contributions = model.detector.contributions?.(row);
  if (!contributions) return undefined;
  const parts = model.features.map((feature, f) => ({
    f,
    feature,
    contribution: contributions[f],
    observed: row[f],
  }));
  parts.sort((a, b) => b.contribution - a.contribution);
  const stranger = parts.filter(({ contribution }) => contribution > 0).map(({ f }) => f);
  const expected = expectedValues(model.reference, row, stranger);

  return parts.map(({ f: _, ...part }, rank) => ({ ...part, ...comparison(part.observed, expected[rank]) }));
}

function comparison(observed: number, expected: number | undefined): Pick<Contribution, 'expected' | 'direction'> {
  if (expected === undefined) return {};
  if (observed === expected) return { expected };
  return { expected, direction: observed > expected ? 'above' : 'below' };
}
