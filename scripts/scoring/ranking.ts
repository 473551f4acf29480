import type { Verdict } from '../../contracts/verdict.ts';
import type { Model } from '../../model/model.ts';
import { thresholdSurprise } from '../../model/row-surprise.ts';

/** What orders rows by how strange they are. */
export interface Ranking {
  /** The surprise, in decades, which all lanes make; the score where the model does not know how rare its scores are. */
  readonly measure: 'surprise' | 'score';
  /** Where strange begins, in that measure. */
  readonly threshold: number;
  of(verdict: Verdict): number;
}

/** Says what orders the rows that a model judges. */
export function rankingOf({ threshold, calibration }: Model): Ranking {
  if (!calibration) return { measure: 'score', threshold, of: ({ score }) => score };
  return {
    measure: 'surprise',
    threshold: thresholdSurprise(threshold, calibration.scale),
    of: ({ surprise, score }) => surprise ?? score,
  };
}
