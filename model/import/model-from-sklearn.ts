import type { TrainingData } from '../../contracts/training-data.ts';
import type { Detector } from '../../detectors/detector.ts';
import { calibrate, scoredRows } from '../calibrate.ts';
import { cautionsOf, cautionsWithoutRows } from '../cautions/cautions.ts';
import { featureRanges } from '../cautions/feature-ranges.ts';
import { refuseUnvarying } from '../cautions/unvarying-features.ts';
import { checkFeatures } from '../check-features.ts';
import type { ChosenThreshold } from '../choose-threshold.ts';
import { imputeMedians, mediansOf } from '../medians.ts';
import type { Model } from '../model.ts';
import { decodeModel, encodeModel } from '../model-files.ts';
import { rowsPerDayOf } from '../plausible-times.ts';
import { noReferenceRows } from '../reference-rows.ts';
import { type EstimatedRows, importDetector } from './import-detector.ts';
import type { SklearnExport } from './sklearn-export.ts';

/**
 * A model that scores and judges as the one of scikit-learn does.
 *
 * @param data that it was trained on, in the order of its features: what medians, grades and expected values come from.
 *   A LocalOutlierFactor holds them itself. Without them medians are estimated from the trees or the support vectors,
 *   grades run straight from the threshold to the highest possible score, and verdicts say nothing of expected values.
 * @param nowMs milliseconds since 1970, by which a time of the rows counts as ahead; absent: none does
 * @throws {Error} saying what in the export no model can be made of
 */
export function modelFromSklearn(exported: SklearnExport, data?: TrainingData, nowMs?: number): Model {
  const { features } = exported;
  checkFeatures(features);
  const { detector, placed, parameters, trainedOn } = importDetector(exported);
  const known = data ?? trainedOn;
  const { training, ...learned } =
    'rows' in known
      ? calibratedOnRows({ ...known, features }, detector, placed, nowMs)
      : calibratedByEstimate(features, detector, placed.threshold, known);
  const encoded = encodeModel({
    features,
    threshold: placed.threshold,
    detector,
    ...learned,
    training: {
      ...training,
      seed: SEED,
      parameters: { ...parameters, importedFrom: 'scikit-learn' },
      thresholdRule: placed.description,
      ...(placed.askedShare !== undefined && { askedShare: placed.askedShare }),
    },
  });
  // what would not load must not be saved
  return decodeModel(encoded);
}

/** Decides which rows are kept. */
const SEED = 0;

function calibratedOnRows(data: TrainingData, detector: Detector, placed: ChosenThreshold, nowMs?: number) {
  const { features, rows } = data;
  if (rows.length === 0) throw new Error('there are no rows to learn from, wanted those that it was trained on');
  const medians = mediansOf(rows, features);
  const ranges = featureRanges(rows, features.length);
  refuseUnvarying(features, ranges);
  const scored = scoredRows(imputeMedians(rows, medians), detector);
  const { threshold } = placed;
  const { anomalousShare, ...learned } = calibrate(scored, threshold, SEED);
  const model = { features, medians, threshold, detector, ...learned };
  const rowsPerDay = data.timestampsMs && rowsPerDayOf(data.timestampsMs, nowMs);
  const cautions = cautionsOf({ data, ranges, scored, placed, model, rowsPerDay, nowMs });
  const counted = { rows: scored.scores.length, anomalousShare, ...(rowsPerDay !== undefined && { rowsPerDay }) };
  return { medians, ...learned, training: { ...counted, ...cautions } };
}

function calibratedByEstimate(
  features: readonly string[],
  detector: Detector,
  threshold: number,
  { medians, ends }: EstimatedRows,
) {
  const reference = noReferenceRows(features.length);
  if (ends.every((each) => each === undefined))
    throw new Error('no tree splits on any feature, so the model could never notice anything');
  const cautions = cautionsWithoutRows({ features, medians, threshold, detector, reference }, ends);
  const highest = Math.max(threshold, detector.maxScore ?? threshold);
  return { medians, gradeScale: { scores: [threshold, highest], grades: [0, 1] }, reference, training: cautions };
}
