import type { TrainingData } from '../../contracts/training-data.ts';
import type { Forest } from '../../detectors/isolation-forest/forest/forest.ts';
import { IsolationForest } from '../../detectors/isolation-forest/isolation-forest.ts';
import { calibrate, scoredRows } from '../calibrate.ts';
import { cautionsOf, cautionsWithoutRows } from '../cautions/cautions.ts';
import { featureRanges } from '../cautions/feature-ranges.ts';
import { refuseUnvarying } from '../cautions/unvarying-features.ts';
import { checkFeatures } from '../check-features.ts';
import type { ChosenThreshold } from '../choose-threshold.ts';
import { imputeMedians, mediansOf } from '../medians.ts';
import type { Model } from '../model.ts';
import { decodeModel, encodeModel } from '../model-files.ts';
import { noReferenceRows } from '../reference-rows.ts';
import { endsFromTrees, medianFromTrees } from './estimate-from-trees.ts';
import { forestFromSklearn } from './forest-from-sklearn.ts';
import type { SklearnForest } from './sklearn-forest.ts';

/**
 * A model that scores and judges as the scikit-learn forest does.
 *
 * @param data that the forest was trained on, in the order of its features: what medians, grades and expected values
 *   come from. Without them medians are estimated from the trees, grades run straight from the threshold to the highest
 *   possible score, and verdicts say nothing of expected values.
 * @param nowMs milliseconds since 1970, by which a time of the rows counts as ahead; absent: none does
 * @throws {Error} saying what in the export no model can be made of
 */
export function modelFromSklearn(exported: SklearnForest, data?: TrainingData, nowMs?: number): Model {
  const { features, offset, contamination, bootstrap, maxSamples } = exported;
  checkFeatures(features);
  const forest = forestFromSklearn(exported);
  const detector = new IsolationForest(forest);
  const threshold = -offset;
  const thresholdRule = contamination === 'auto' ? 'auto' : `contamination ${contamination}`;
  const { training, ...learned } = data
    ? calibratedOnRows({ ...data, features }, detector, { threshold, description: thresholdRule }, nowMs)
    : estimatedFromTrees(forest, features, detector, threshold);
  const encoded = encodeModel({
    features,
    threshold,
    detector,
    ...learned,
    training: {
      ...training,
      seed: SEED,
      parameters: { trees: exported.trees.length, samples: maxSamples, bootstrap, importedFrom: 'scikit-learn' },
      thresholdRule,
      ...(contamination === 'auto' ? {} : { askedShare: contamination }),
    },
  });
  // what would not load must not be saved
  return decodeModel(encoded);
}

/** Decides which rows are kept. */
const SEED = 0;

function calibratedOnRows(data: TrainingData, detector: IsolationForest, placed: ChosenThreshold, nowMs?: number) {
  const { features, rows } = data;
  if (rows.length === 0) throw new Error('there are no rows to learn from, wanted those that it was trained on');
  const medians = mediansOf(rows, features);
  const ranges = featureRanges(rows, features.length);
  refuseUnvarying(features, ranges);
  const scored = scoredRows(imputeMedians(rows, medians), detector);
  const { threshold } = placed;
  const { anomalousShare, ...learned } = calibrate(scored, threshold, SEED);
  const model = { features, medians, threshold, detector, ...learned };
  const cautions = cautionsOf({ data, ranges, scored, placed, model, nowMs });
  return { medians, ...learned, training: { rows: scored.scores.length, anomalousShare, ...cautions } };
}

function estimatedFromTrees(forest: Forest, features: readonly string[], detector: IsolationForest, threshold: number) {
  const medians = Float64Array.from(features, (_, f) => medianFromTrees(forest, f));
  const reference = noReferenceRows(features.length);
  const ends = features.map((_, f) => endsFromTrees(forest, f));
  if (ends.every((each) => each === undefined))
    throw new Error('no tree splits on any feature, so the model could never notice anything');
  const cautions = cautionsWithoutRows({ features, medians, threshold, detector, reference }, ends);
  return {
    medians,
    gradeScale: { scores: [threshold, Math.max(threshold, detector.maxScore)], grades: [0, 1] },
    reference,
    training: cautions,
  };
}
