import type { Model } from '../../model/model.ts';
import { thresholdSurprise } from '../../model/row-surprise.ts';
import { surpriseOfAnswer } from '../../model/surprise-of-answer.ts';
import type { Ranking } from '../../report/ranking.ts';

/** Says what orders the rows that a model judges. */
export function rankingOf({ threshold, calibration }: Pick<Model, 'threshold' | 'calibration'>): Ranking {
  if (!calibration) return { measure: 'score', threshold, of: ({ score }) => score };
  return {
    measure: 'surprise',
    threshold: thresholdSurprise(threshold, calibration.scale),
    of: (verdict) => surpriseOfAnswer(verdict, calibration),
  };
}
