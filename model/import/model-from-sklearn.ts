import type { Forest } from '../../detectors/isolation-forest/forest/forest.ts';
import { IsolationForest } from '../../detectors/isolation-forest/isolation-forest.ts';
import { calibrate, scoredRows } from '../calibrate.ts';
import { checkFeatures } from '../check-features.ts';
import { imputeMedians, mediansOf } from '../medians.ts';
import type { Model } from '../model.ts';
import { decodeModel, encodeModel } from '../model-files.ts';
import { noReferenceRows } from '../reference-rows.ts';
import { forestFromSklearn } from './forest-from-sklearn.ts';
import type { SklearnForest } from './sklearn-forest.ts';

/**
 * A model that scores and judges as the scikit-learn forest does.
 *
 * @param rows that the forest was trained on (n * features, row-major, NaN = missing): what medians, grades and
 *   expected values come from. Without them medians are estimated from the trees, grades run straight from the
 *   threshold to the highest possible score, and verdicts say nothing of expected values.
 * @throws {Error} saying what in the export no model can be made of
 */
export function modelFromSklearn(exported: SklearnForest, rows?: Float64Array): Model {
  const { features, offset, contamination, bootstrap, maxSamples } = exported;
  checkFeatures(features);
  const forest = forestFromSklearn(exported);
  const detector = new IsolationForest(forest);
  const threshold = -offset;
  const { training, ...learned } = rows
    ? calibratedOnRows(rows, features, detector, threshold)
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
      thresholdRule: contamination === 'auto' ? 'auto' : `contamination ${contamination}`,
    },
  });
  // what would not load must not be saved
  return decodeModel(encoded);
}

/** Decides which rows are kept. */
const SEED = 0;

function calibratedOnRows(
  rows: Float64Array,
  features: readonly string[],
  detector: IsolationForest,
  threshold: number,
) {
  if (rows.length === 0) throw new Error('there are no rows to learn from, wanted those that it was trained on');
  const medians = mediansOf(rows, features);
  const scored = scoredRows(imputeMedians(rows, medians), detector);
  const { anomalousShare, ...learned } = calibrate(scored, detector, threshold, SEED);
  return { medians, ...learned, training: { rows: scored.scores.length, anomalousShare } };
}

function estimatedFromTrees(forest: Forest, features: readonly string[], detector: IsolationForest, threshold: number) {
  return {
    medians: Float64Array.from(features, (_, f) => medianFromTrees(forest, f)),
    gradeScale: { scores: [threshold, Math.max(threshold, detector.maxScore)], grades: [0, 1] },
    reference: noReferenceRows(features.length),
    training: {},
  };
}

/**
 * The threshold with the most rows on its smaller side: most often one that halves a whole sample. 0 for a feature that
 * no tree splits on.
 */
function medianFromTrees({ feature, threshold, right, size }: Forest, wanted: number): number {
  let median = 0;
  let mostRows = 0;
  for (const [node, f] of feature.entries()) {
    if (f !== wanted) continue;
    const rows = Math.min(size[node + 1], size[right[node]]);
    if (rows <= mostRows) continue;
    mostRows = rows;
    median = threshold[node];
  }
  return median;
}
