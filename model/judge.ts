import type { Lanes } from '../contracts/lanes.ts';
import { gradeOfDecades, type Verdict } from '../contracts/verdict.ts';
import { ALARM_DECADES, joinLanes } from './combine-lanes.ts';
import { explainRow } from './explain-row.ts';
import { explanationSentence } from './explanation-sentence.ts';
import { gradeOfScore } from './grade-scale.ts';
import type { Model } from './model.ts';
import { strangenessOf, thresholdSurprise } from './row-surprise.ts';
import { NO_GAPS } from './vectorise.ts';

/**
 * Says what the model makes of a scored row: whether it is strange, how strange, and, when it is, why.
 *
 * @param row the scored values in the model's order, nothing missing
 * @param gaps what was missing of it and took the median
 * @param lanes what its source's past says; where that leads, the reason is not the row's, and whoever knows the source
 *   gives it
 */
export function judge(model: Model, row: Float64Array, score: number, gaps = NO_GAPS, lanes?: Lanes): Verdict {
  const verdict = judgeScore(model, row, score, gaps, lanes);
  const isOfRow = verdict.anomalous && (verdict.lane ?? 'row') === 'row';
  const explained = isOfRow ? explainRow(model, row, score) : undefined;
  if (!explained) return verdict;
  const { contributions, contributionError } = explained;
  const explanation = explanationSentence(contributions, gaps.imputed, contributionError, model.derive);
  return { ...verdict, ...explained, explanation };
}

/**
 * Says what the endpoint answers of a row: the same, without the surprise of a usual one. Most rows are usual and
 * within the ranges of training, and all that is written of them is one text around their score.
 */
export function judgeForAnswer(model: Model, row: Float64Array, score: number, gaps = NO_GAPS, lanes?: Lanes): Verdict {
  const verdict = judge(model, row, score, gaps, lanes);
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
  lanes?: Lanes,
): Verdict {
  const { threshold, version: modelVersion } = model;
  const { anomalous, surprise, lane } = joinLanes(model, strangenessOf(model, row, score), lanes);
  return {
    score,
    threshold,
    anomalous,
    grade: anomalous ? gradeOf(model, score, surprise) : 0,
    ...(surprise !== undefined && { surprise }),
    ...(anomalous && lane && { lane }),
    modelVersion,
    ...(imputed.length > 0 && { imputed }),
    ...(unknownNames.length > 0 && { unknownNames }),
  };
}

function gradeOf({ threshold, calibration, gradeScale }: Model, score: number, surprise?: number): number {
  if (surprise !== undefined) {
    return gradeOfDecades(surprise - (calibration ? thresholdSurprise(threshold, calibration.scale) : ALARM_DECADES));
  }
  return gradeScale ? gradeOfScore(score, gradeScale) : 0;
}
