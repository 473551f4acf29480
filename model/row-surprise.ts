import { type SurpriseScale, surpriseOf } from '../detectors/surprise-scale.ts';
import { exp2 } from '../kernels/log2.ts';
import type { Model } from './model.ts';
import { decadesBeyond, nearestWithin, type TrainingRanges } from './training-ranges.ts';

/** What makes scores of all detectors mean the same: how rare they were in training, and where training ends. */
export interface Calibration {
  readonly scale: SurpriseScale;
  readonly ranges: TrainingRanges;
  /**
   * How rare a sum of the row's decades and those of its source's lanes was among the training rows. Absent of a model
   * whose rows came without times, too few, or before there were lanes.
   */
  readonly sums?: SurpriseScale;
}

/** What a model decides with. */
type Deciding = Pick<Model, 'detector' | 'threshold' | 'calibration'>;

/** How strange a row is. */
export interface Strangeness {
  readonly anomalous: boolean;
  /** In decades: 3 is one row in a thousand. Absent of a model that knows nothing of its training rows. */
  readonly surprise?: number;
}

/** No threshold is higher. */
const MOST = Number.MAX_VALUE;

/** Knots that are less than this apart, in nats, are one: 28 % rarer. */
const KNOT_STEP = 0.25;

/**
 * Finds how strange a row is, so that no value that moves further outside of what training saw makes it less so.
 *
 * The surprise is that of the nearest row within the training ranges, by the detector, and what {@link decadesBeyond}
 * adds for the way from there: the first stays as a value moves outwards, the second rises, whatever the detector.
 * Anomalous is a score above the threshold, as ever; beyond the ranges, where scores may tie, also a surprise above
 * that of the threshold. A row that its score alone makes anomalous has at least the surprise of the threshold.
 *
 * @param score of the row; within the ranges it decides alone
 */
export function strangenessOf(model: Deciding, row: Float64Array, score: number): Strangeness {
  const { detector, calibration } = model;
  const beyond = calibration ? decadesBeyond(row, calibration.ranges) : 0;
  if (!calibration || beyond === 0) return strangenessBeyond(model, score, score, 0);
  return strangenessBeyond(model, score, detector.score(nearestWithin(row, calibration.ranges), 1)[0], beyond);
}

/**
 * The same, where more is known of the row.
 *
 * @param innerScore of the nearest row within the ranges
 * @param beyond decades from there to the row
 */
export function strangenessBeyond(
  { threshold, calibration }: Pick<Model, 'threshold' | 'calibration'>,
  score: number,
  innerScore: number,
  beyond: number,
): Strangeness {
  const isAbove = score > threshold;
  if (!calibration) return { anomalous: isAbove };
  const surprise = decades(surpriseOf(innerScore, calibration.scale)) + beyond;
  const least = thresholdSurprise(threshold, calibration.scale);
  if (isAbove) return { anomalous: true, surprise: Math.max(surprise, least) };
  return { anomalous: beyond > 0 && surprise > least, surprise };
}

/**
 * Finds the highest threshold below which a row would be anomalous: its score, or beyond the ranges of training the
 * score that is as surprising as the row, if that is higher.
 */
export function highestThreshold(model: Deciding, row: Float64Array, score: number): number {
  const { calibration } = model;
  if (!calibration || decadesBeyond(row, calibration.ranges) === 0) return score;
  const { surprise = 0 } = strangenessOf({ ...model, threshold: MOST }, row, score);
  return Math.max(score, scoreOfSurprise(surprise / Math.LOG10E, calibration.scale));
}

/** Finds the score that has a surprise, in nats. */
export function scoreOfSurprise(nats: number, { scores, surprises, reach }: SurpriseScale): number {
  const last = scores.length - 1;
  if (nats >= surprises[last]) return Math.min(scores[last] + reach * expm1(nats - surprises[last]), MOST);
  const above = surprises.findIndex((surprise) => surprise > nats);
  if (above === 0) return scores[0];
  const share = (nats - surprises[above - 1]) / (surprises[above] - surprises[above - 1]);
  return scores[above - 1] + share * (scores[above] - scores[above - 1]);
}

/** The surprise, in decades, at which strange begins. */
export function thresholdSurprise(threshold: number, scale: SurpriseScale): number {
  return decades(surpriseOf(threshold, scale));
}

/** Leaves out knots of a scale that hardly differ: what people may read is short, and loses nothing that they see. */
export function briefScale({ scores, surprises, reach }: SurpriseScale): SurpriseScale {
  let kept = Number.NEGATIVE_INFINITY;
  const isKept = surprises.map((surprise, i) => {
    const keeps = surprise >= kept + KNOT_STEP || i === surprises.length - 1;
    if (keeps) kept = surprise;
    return Number(keeps);
  });
  return { scores: scores.filter((_, i) => isKept[i]), surprises: surprises.filter((_, i) => isKept[i]), reach };
}

/** Turns nats, in which scales are kept, into decades. */
export function decades(nats: number): number {
  return nats * Math.LOG10E;
}

/** The engine's own may differ in the last bit between machines. */
function expm1(x: number): number {
  return exp2(Math.min(x * Math.LOG2E, 1000)) - 1;
}
