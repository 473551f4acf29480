import type { Lanes } from '../contracts/lanes.ts';
import type { TrainingData } from '../contracts/training-data.ts';
import { detectorKind } from '../detectors/registry.ts';
import type { SurpriseScale } from '../detectors/surprise-scale.ts';
import { cautionsAfterChange } from './cautions/cautions-after-change.ts';
import { type ChosenThreshold, chooseThreshold, type ThresholdRule } from './choose-threshold.ts';
import { combineLanes } from './combine-lanes.ts';
import { imputeMedians } from './medians.ts';
import type { Model } from './model.ts';
import { identify } from './model-files.ts';
import { rowsPerDayOf } from './plausible-times.ts';
import { highestThreshold, scoreOfSurprise, strangenessOf } from './row-surprise.ts';
import { lanesAt } from './with-lanes.ts';

/** A rule, or the threshold itself. */
export type ThresholdWish = ThresholdRule | { readonly kind: 'score'; readonly score: number };

/**
 * Moves a model's threshold without training: the same detector, a new version, and a card that says so.
 *
 * @param data rows to count by, in the model's order; without them the scale of the training's own scores counts, which
 *   is right to some 15 %, and rather leaves out equal scores than lets them all through
 * @param nowMs milliseconds since 1970, by which a time of the rows counts as ahead; absent: none does
 * @throws {Error} where the rule cannot be kept, or nothing is there to count by
 */
export function changeThreshold(model: Model, wish: ThresholdWish, data?: TrainingData, nowMs?: number): Model {
  const { training } = model;
  const scores = data ? scoresOf(model, data) : trainingScores(model);
  const rowsPerDay = data ? data.timestampsMs && rowsPerDayOf(data.timestampsMs, nowMs) : training.rowsPerDay;
  const placed = place(model, wish, { scores, rowsPerDay, what: data ? 'row' : 'training row' });
  const { threshold, description, askedShare } = placed;
  const above = scores?.reduce((count, score) => count + (score > threshold ? 1 : 0), 0);
  const { askedShare: _asked, anomalousShare: _share, rowsPerDay: _perDay, thresholdRows: _rows, ...kept } = training;
  const moved = {
    ...model,
    threshold,
    training: {
      ...kept,
      thresholdRule: description,
      thresholdBefore: `${model.threshold.toFixed(4)} (${training.thresholdRule}) in version ${model.version}`,
      ...(askedShare !== undefined && { askedShare }),
      ...(scores && above !== undefined && { anomalousShare: above / scores.length }),
      ...(data && scores && { thresholdRows: scores.length }),
      ...(rowsPerDay !== undefined && { rowsPerDay }),
    },
  };
  const { cautions: _cautions, unnoticed: _unnoticed, ...summary } = moved.training;
  const unidentified = { ...moved, training: { ...summary, ...cautionsAfterChange(moved, placed, data && scores) } };
  return identify(unidentified);
}

/** What a threshold is placed by. */
interface CountedBy {
  /** Ascending; absent where nothing is known of them. */
  readonly scores?: Float64Array;
  readonly rowsPerDay?: number;
  readonly what: string;
}

function place(model: Model, wish: ThresholdWish, { scores, rowsPerDay, what }: CountedBy): ChosenThreshold {
  if (wish.kind === 'score') {
    if (!Number.isFinite(wish.score)) throw new Error(`the threshold must be a number, got ${wish.score}`);
    return { threshold: wish.score, description: `score ${wish.score}` };
  }
  const kind = detectorKind(model.detector.kind);
  if (wish.kind === 'auto') return chooseThreshold(new Float64Array(0), wish, undefined, kind);
  if (wish.kind === 'budget' && wish.perDay !== undefined && rowsPerDay === undefined) {
    throw new Error(
      `how many ${what}s a day there are is unknown, as they have no time; give rows with times, with --data, or a ` +
        'budget as a share, like 0.1%',
    );
  }
  if (scores) return chooseThreshold(scores, wish, rowsPerDay, kind, what);
  throw new Error('the model says nothing of the scores of its training rows; give rows to count by, with --data');
}

/** Of each row the highest threshold below which it would be anomalous, ascending. */
function scoresOf(model: Model, { rows, lanes }: TrainingData): Float64Array {
  if (rows.length === 0) throw new Error('there are no rows to count by');
  const width = model.features.length;
  const complete = imputeMedians(rows, model.medians);
  const scores = model.detector.score(complete, rows.length / width);
  const never = { ...model, threshold: Number.MAX_VALUE };
  return scores
    .map((score, i) => {
      const row = complete.subarray(i * width, (i + 1) * width);
      const said = lanesAt(lanes, i);
      return said ? thresholdOfLanes(never, row, score, said) : highestThreshold(model, row, score);
    })
    .sort();
}

/** The same of a row that came with what its source's past says: the score that is as rare as all lanes together. */
function thresholdOfLanes(never: Model, row: Float64Array, score: number, lanes: Lanes): number {
  const { calibration } = never;
  const { surprise } = strangenessOf(never, row, score);
  if (!calibration) return score;
  const nats = combineLanes(surprise, lanes, calibration.sums) / Math.LOG10E;
  return scoreOfSurprise(nats, calibration.scale);
}

/** A larger step of the scale, in nats, is made by equal scores, or by the few highest. */
const SMOOTH_STEP = 0.5;

/** The scores of the training rows as its scale remembers them, ascending; undefined where there is none. */
function trainingScores({ calibration, training }: Model): Float64Array | undefined {
  const { rows } = training;
  if (!calibration || rows === undefined) return undefined;
  const { scores, surprises } = calibration.scale;
  let knot = 0;
  return Float64Array.from({ length: rows }, (_, i) => {
    const surprise = Math.log(rows / (rows - i - 0.5));
    while (knot < scores.length - 1 && surprises[knot + 1] <= surprise) knot++;
    return scoreBetween(calibration.scale, knot, surprise);
  });
}

function scoreBetween({ scores, surprises }: SurpriseScale, knot: number, surprise: number): number {
  if (knot === scores.length - 1 || surprise <= surprises[knot]) return scores[knot];
  const step = surprises[knot + 1] - surprises[knot];
  if (step > SMOOTH_STEP) return scores[knot + 1];
  return scores[knot] + ((surprise - surprises[knot]) / step) * (scores[knot + 1] - scores[knot]);
}
