import { IsolationForest } from '../detectors/isolation-forest/isolation-forest.ts';
import { checkFeatures } from './check-features.ts';
import { chooseThreshold, type ThresholdRule } from './choose-threshold.ts';
import { learnFromRows, scoredRows } from './learn-from-rows.ts';
import { imputeMedians, mediansOf } from './medians.ts';
import type { Model } from './model.ts';
import { versionOf } from './model-files.ts';

export interface TrainingData {
  /** Names in column order. */
  readonly features: readonly string[];
  /** n * features, row-major; NaN is a missing value. */
  readonly rows: Float64Array;
  /** n, milliseconds since the epoch, in any order. */
  readonly timestampsMs?: Float64Array;
}

export interface TrainingOptions {
  readonly trees?: number;
  readonly samples?: number;
  readonly bootstrap?: boolean;
  readonly seed?: number;
  readonly threshold: ThresholdRule;
}

/**
 * From rows to a model: medians for what is missing, the detector, the threshold by its rule, the grade scale.
 *
 * Unsupervised: no label is looked at. The same data and options give the same model, byte for byte.
 * @throws {Error} for data or options that no model can be made of, with what to do
 */
export function trainModel(data: TrainingData, options: TrainingOptions): Model {
  const { features, rows, timestampsMs } = data;
  const { trees = 100, samples = 256, bootstrap = false, seed = 0, threshold: rule } = options;
  checkFeatures(features);
  if (rows.length === 0)
    throw new Error('there are no rows to train on; at least 1 is needed, a few hundred are useful');

  const medians = mediansOf(rows, features);
  const complete = imputeMedians(rows, medians);
  const detector = IsolationForest.fit(complete, features.length, { trees, samples, bootstrap, seed });

  const scored = scoredRows(complete, detector);
  const rowsPerDay = timestampsMs && rowsPerDayOf(timestampsMs);
  const { threshold, description } = chooseThreshold(scored.sortedScores, rule, rowsPerDay);
  const { gradeScale, reference, anomalousShare } = learnFromRows(scored, detector, threshold, seed);

  const unversioned = {
    features,
    medians,
    threshold,
    gradeScale,
    detector,
    reference,
    training: {
      rows: scored.scores.length,
      seed,
      parameters: { trees, samples, bootstrap },
      thresholdRule: description,
      anomalousShare,
      ...(rowsPerDay === undefined ? {} : { rowsPerDay }),
    },
  };
  return { version: versionOf(unversioned), ...unversioned };
}

/** Rows per day by their own clock; undefined where all carry the same time. */
function rowsPerDayOf(timestampsMs: Float64Array): number | undefined {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const time of timestampsMs) {
    if (time < first) first = time;
    if (time > last) last = time;
  }
  // n rows span n - 1 intervals
  const days = (last - first) / 86_400_000;
  return days > 0 ? (timestampsMs.length - 1) / days : undefined;
}
