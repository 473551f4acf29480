import type { RowLanes } from '../contracts/training-data.ts';
import type { Detector } from '../detectors/detector.ts';
import { buildSurpriseScale, type SurpriseScale, surpriseOf } from '../detectors/surprise-scale.ts';
import { sumOfLanes } from './combine-lanes.ts';
import type { Model } from './model.ts';
import { chooseReferenceRows } from './reference-rows.ts';
import { briefScale, type Calibration, decades } from './row-surprise.ts';
import { trainingRanges } from './training-ranges.ts';

/** Rows that a detector was trained on, and what it says of them. */
export interface ScoredRows {
  /** n * features, row-major, nothing missing. */
  readonly rows: Float64Array;
  /** n, in the order of the rows. */
  readonly scores: Float64Array;
  /** The same, ascending. */
  readonly sortedScores: Float64Array;
}

/** Fewer sums say too little of how rare the high ones are. */
const LEAST_SUMS = 1000;

/**
 * Calibrates a detector on its training rows once the threshold is known: how rare a score is, where the values end,
 * which rows are usual, and how many are not.
 *
 * @param seed decides which usual rows are kept
 * @param lanes what the past of its source said of each row, where that is known
 * @returns also the share of the rows above the threshold, 0 to 1
 */
export function calibrate(
  { rows, scores, sortedScores }: ScoredRows,
  threshold: number,
  seed: number,
  lanes?: RowLanes,
): Pick<Model, 'reference'> & { readonly calibration: Calibration; readonly anomalousShare: number } {
  const above = scores.reduce((count, score) => count + (score > threshold ? 1 : 0), 0);
  const scale = briefScale(buildSurpriseScale(sortedScores));
  const sums = lanes && scaleOfSums(scores, scale, lanes);
  return {
    calibration: {
      scale,
      ...(sums && { sums }),
      ranges: trainingRanges(rows, rows.length / scores.length),
    },
    reference: chooseReferenceRows(rows, scores, threshold, seed),
    anomalousShare: above / scores.length,
  };
}

/** How rare each sum of all lanes was. @returns undefined where too few rows have lanes */
function scaleOfSums(
  scores: Float64Array,
  scale: SurpriseScale,
  { stream, step }: RowLanes,
): SurpriseScale | undefined {
  const sums = scores.map((score, i) =>
    sumOfLanes(decades(surpriseOf(score, scale)), { stream: stream[i], step: step[i] }),
  );
  const known = sums.filter((sum) => !Number.isNaN(sum)).sort();
  return known.length < LEAST_SUMS ? undefined : briefScale(buildSurpriseScale(known));
}

/**
 * Scores all training rows, none by itself.
 *
 * @param rows that the detector was fitted on: n * features, row-major, nothing missing
 */
export function scoredRows(rows: Float64Array, detector: Detector): ScoredRows {
  const scores = detector.trainingScores ?? detector.score(rows, rows.length / detector.featureCount);
  return { rows, scores, sortedScores: scores.slice().sort() };
}
