import type { Verdict } from '../contracts/verdict.ts';
import { explainRow } from './explain-row.ts';
import { explanationSentence } from './explanation-sentence.ts';
import { gradeOfDecades, gradeOfScore } from './grade-scale.ts';
import type { Model } from './model.ts';
import { strangenessOf, thresholdSurprise } from './row-surprise.ts';
import { NO_GAPS } from './vectorise.ts';

/**
 * Says what the model makes of a scored row: whether it is strange, how strange, and, when it is, why.
 *
 * @param row the scored values in the model's order, nothing missing
 * @param gaps what was missing of it and took the median
 */
export function judge(model: Model, row: Float64Array, score: number, gaps = NO_GAPS): Verdict {
  const verdict = judgeScore(model, row, score, gaps);
  const explained = verdict.anomalous ? explainRow(model, row, score) : undefined;
  if (!explained) return verdict;
  const { contributions, contributionError } = explained;
  return { ...verdict, ...explained, explanation: explanationSentence(contributions, gaps.imputed, contributionError) };
}

/**
 * Says what the endpoint answers of a row: the same, without the surprise of a usual one. Most rows are usual and within
 * the ranges of training, and all that is written of them is one text around their score.
 */
export function judgeForAnswer(model: Model, row: Float64Array, score: number, gaps = NO_GAPS): Verdict {
  const verdict = judge(model, row, score, gaps);
  if (verdict.anomalous) return verdict;
  const { surprise: _, ...usual } = verdict;
  return usual;
}

/** Says the same without the reasons, which take longer than all else. */
export function judgeScore(
  model: Model,
  row: Float64Array,
  score: number,
  { imputed, unknownNames } = NO_GAPS,
): Verdict {
  const { threshold, version: modelVersion } = model;
  const { anomalous, surprise } = strangenessOf(model, row, score);
  return {
    score,
    threshold,
    anomalous,
    grade: anomalous ? gradeOf(model, score, surprise) : 0,
    ...(surprise !== undefined && { surprise }),
    modelVersion,
    ...(imputed.length > 0 && { imputed }),
    ...(unknownNames.length > 0 && { unknownNames }),
  };
}

function gradeOf({ threshold, calibration, gradeScale }: Model, score: number, surprise = 0): number {
  if (calibration) return gradeOfDecades(surprise - thresholdSurprise(threshold, calibration.scale));
  return gradeScale ? gradeOfScore(score, gradeScale) : 0;
}
