import type { Forest } from '../../detectors/isolation-forest/forest.ts';
import { IsolationForest } from '../../detectors/isolation-forest/isolation-forest.ts';
import { checkFeatures } from '../../model/check-features.ts';
import type { Model } from '../../model/model.ts';
import { decodeModel, encodeModel } from '../../model/model-files.ts';
import { noReferenceRows } from '../../model/reference-rows.ts';
import { forestFromSklearn } from './forest-from-sklearn.ts';
import type { SklearnForest } from './sklearn-forest.ts';

/**
 * A model that scores and judges as the scikit-learn forest does.
 *
 * The training rows are not in it, so medians are estimated from the trees, grades run straight from the threshold
 * to the highest possible score, and verdicts say nothing of expected values.
 *
 * @throws {Error} saying what in the export no model can be made of
 */
export function modelFromSklearn(exported: SklearnForest): Model {
  const { features, offset, contamination, bootstrap, maxSamples } = exported;
  checkFeatures(features);
  const forest = forestFromSklearn(exported);
  const detector = new IsolationForest(forest);
  const threshold = -offset;
  const encoded = encodeModel({
    features,
    medians: Float64Array.from(features, (_, f) => medianFromTrees(forest, f)),
    threshold,
    gradeScale: { scores: [threshold, Math.max(threshold, detector.maxScore)], grades: [0, 1] },
    detector,
    reference: noReferenceRows(features.length),
    training: {
      seed: 0,
      parameters: { trees: exported.trees.length, samples: maxSamples, bootstrap, importedFrom: 'scikit-learn' },
      thresholdRule: contamination === 'auto' ? 'auto' : `contamination ${contamination}`,
    },
  });
  // what would not load must not be saved
  return decodeModel(encoded);
}

/** The threshold with the most rows on its smaller side: most often one that halves a whole sample. 0 for a feature that no tree splits on. */
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
