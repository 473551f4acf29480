import type { Verdict } from '../contracts/verdict.ts';
import { surpriseOf } from '../detectors/surprise-scale.ts';
import { combineLanes } from './combine-lanes.ts';
import { type Calibration, decades } from './row-surprise.ts';

/**
 * Says how rare an observation is, in decades, by what the endpoint answered of it, which leaves that out where it is
 * usual: nearly all of those are within the ranges of training, and their score says it.
 */
export function surpriseOfAnswer(
  { score, surprise, stream }: Pick<Verdict, 'score' | 'surprise' | 'stream'>,
  { scale, sums }: Calibration,
): number {
  if (surprise !== undefined) return surprise;
  const row = decades(surpriseOf(score, scale));
  if (!stream || stream.learning) return row;
  return combineLanes(row, { stream: stream.surprise, step: stream.step }, sums);
}
