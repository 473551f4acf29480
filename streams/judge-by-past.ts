import type { Lanes, Sensitivity } from '../contracts/lanes.ts';
import { type Contribution, gradeOfDecades, NO_MODEL, type StreamPart, type Verdict } from '../contracts/verdict.ts';
import { FROZEN_TAIL } from './frozen.ts';
import { lanesOf } from './lanes.ts';
import { reasonSentence } from './reason-sentence.ts';
import { type Reason, reasonsOf } from './reasons.ts';
import type { SourceVerdict } from './sources.ts';
import { ALARM_SCORES, decadesOf } from './surprise.ts';

/** What a user says of verdicts by the past of a source. */
export interface PastRules {
  readonly sensitivity: Sensitivity;
  /** Whether people hear of sources of which fewer than 300 observations are known. */
  readonly tellWhileLearning: boolean;
}

const USUAL_RULES: PastRules = { sensitivity: 'normal', tellWhileLearning: false };

/**
 * Says which lanes are joined with what the model says of the row: none while the source is learning, unless people are
 * to hear of that, too; the row of a trained model then speaks as if there were no past.
 */
export function lanesToJoin(past: SourceVerdict, { tellWhileLearning } = USUAL_RULES): Lanes | undefined {
  return past.isLearning && !tellWhileLearning ? undefined : lanesOf(past);
}

/**
 * Says the last word on an observation.
 *
 * | model | past | verdict |
 * |---|---|---|
 * | yes | joined | the model's, with what the past says |
 * | yes | learning, not told | the model's; but where that is usual and the past anomalous, the past's, as `learning` |
 * | none | known | the past's |
 * | none | nothing to learn from | usual |
 *
 * @param verdict of the model, with the lanes of {@link lanesToJoin}; undefined where none was asked
 * @param past undefined where the observation teaches nothing, or sources have no past
 */
export function settledVerdict(verdict: Verdict | undefined, past?: SourceVerdict, rules = USUAL_RULES): Verdict {
  if (!past) return verdict ?? NOTHING_KNOWN;
  if (!verdict) return judgeByPast(past, rules.sensitivity);
  const isJoined = !past.isLearning || rules.tellWhileLearning;
  if (isJoined || verdict.anomalous) return withPast(verdict, past);
  const alone = judgeByPast(past, rules.sensitivity);
  return alone.anomalous ? alone : withPast(verdict, past);
}

const NOTHING_KNOWN: Verdict = {
  score: 0,
  threshold: ALARM_SCORES.normal,
  anomalous: false,
  grade: 0,
  modelVersion: NO_MODEL,
};

/**
 * Judges an observation by its source's past alone, where there is no model: anomalous where a feature froze, or where
 * the score reaches that of the sensitivity and the source is not resting after an alarm; never below a hundred
 * observations of the source. `score` and `threshold` are the source's own, and the surprise is the score's tail.
 */
export function judgeByPast(past: SourceVerdict, sensitivity: Sensitivity = 'normal'): Verdict {
  const threshold = ALARM_SCORES[sensitivity];
  const { score, weight, isResting, isFrozen } = past;
  const anomalous = weight === 1 && (isFrozen || (score >= threshold && !isResting));
  const surprise = isFrozen ? Math.max(decadesOf(score), FROZEN_TAIL) : decadesOf(score);
  const verdict: Verdict = {
    score,
    threshold,
    anomalous,
    grade: anomalous ? gradeOfDecades(surprise - decadesOf(threshold)) : 0,
    surprise,
    ...(anomalous && { lane: 'stream' as const }),
    modelVersion: NO_MODEL,
  };
  return withPast(verdict, past);
}

/**
 * Adds to a verdict what its source's past says; and where that leads, the reasons, which no model knows.
 *
 * @param verdict by {@link lanesOf} of the very same past, or without any lanes; nobody else's, for most get it added
 *   to themselves: a copy of each usual verdict would cost as much as three experts
 */
export function withPast(verdict: Verdict, past: SourceVerdict): Verdict {
  const stream = partOf(past);
  const { lane = 'row' } = verdict;
  if (!verdict.anomalous || lane === 'row') return Object.assign(verdict, { stream });
  const reasons = reasonsOf(past, lane);
  return { ...verdict, stream, contributions: reasons.map(contributionOf), explanation: reasonSentence(reasons) };
}

function partOf(past: SourceVerdict): StreamPart {
  const { stream: surprise, step } = lanesOf(past) ?? { stream: 0, step: 0 };
  return {
    surprise,
    step,
    observations: past.observations,
    ...(past.isLearning && { learning: true }),
    ...(past.isFrozen && { frozen: true }),
  };
}

function contributionOf({ feature, decades, value, expected, low, high, isOfHour }: Reason): Contribution {
  return {
    feature,
    contribution: shortened(decades),
    observed: shortened(value),
    expected: shortened(expected),
    ...(value !== expected && { direction: value > expected ? ('above' as const) : ('below' as const) }),
    usual: { low: shortened(low), high: shortened(high), at: isOfHour ? 'hour' : 'now' },
  };
}

/** As many digits as the past is kept in: 71.2, which a float32 has as 71.19999694824219. */
function shortened(value: number): number {
  return Number(value.toPrecision(7));
}
