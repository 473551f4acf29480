import type { Detector } from '../../detectors/detector.ts';
import { IsolationForest } from '../../detectors/isolation-forest/isolation-forest.ts';
import type { ZScale } from '../../detectors/z-scores.ts';
import { featureRanges } from '../cautions/feature-ranges.ts';
import type { FeatureEnds } from '../cautions/unnoticed-ends.ts';
import type { ChosenThreshold } from '../choose-threshold.ts';
import { mediansOf } from '../medians.ts';
import type { Model } from '../model.ts';
import { endsFromTrees, medianFromTrees } from './estimate-from-trees.ts';
import { forestFromSklearn } from './forest-from-sklearn.ts';
import type { SklearnExport } from './sklearn-export.ts';
import type { SklearnForest } from './sklearn-forest.ts';
import { localOutlierFactorFromSklearn, type SklearnLocalOutlierFactor } from './sklearn-local-outlier-factor.ts';
import { oneClassSvmFromSklearn, type SklearnOneClassSvm } from './sklearn-one-class-svm.ts';

/** A detector of scikit-learn as ours, and all that a model needs to know of it. */
export interface ImportedDetector {
  readonly detector: Detector;
  readonly placed: ChosenThreshold;
  readonly parameters: Model['training']['parameters'];
  /** The rows that it was trained on, n * features, where it holds them; else what can be guessed of them. */
  readonly trainedOn: { readonly rows: Float64Array } | EstimatedRows;
}

/** What a detector shows of training rows that are not there. */
export interface EstimatedRows {
  readonly medians: Float64Array;
  /** By feature. */
  readonly ends: readonly FeatureEnds[];
}

/** Makes a detector of an exported one. @throws {Error} saying what is wrong with it */
export function importDetector(exported: SklearnExport): ImportedDetector {
  switch (exported.format) {
    case 'weir-sklearn-isolation-forest':
      return importForest(exported);
    case 'weir-sklearn-local-outlier-factor':
      return importLocalOutlierFactor(exported);
    case 'weir-sklearn-one-class-svm':
      return importOneClassSvm(exported);
  }
}

function importForest(exported: SklearnForest): ImportedDetector {
  const { features, offset, contamination, bootstrap, maxSamples, trees } = exported;
  const forest = forestFromSklearn(exported);
  return {
    detector: new IsolationForest(forest),
    placed: placedBy(-offset, contamination),
    parameters: { trees: trees.length, samples: maxSamples, bootstrap },
    trainedOn: {
      medians: Float64Array.from(features, (_, f) => medianFromTrees(forest, f)),
      ends: features.map((_, f) => endsFromTrees(forest, f)),
    },
  };
}

function importLocalOutlierFactor(exported: SklearnLocalOutlierFactor): ImportedDetector {
  const detector = localOutlierFactorFromSklearn(exported);
  const { points, scale, neighbours } = detector.fitted;
  return {
    detector,
    placed: placedBy(-exported.offset, exported.contamination),
    parameters: { neighbours },
    trainedOn: { rows: unscaled(points, scale) },
  };
}

function importOneClassSvm(exported: SklearnOneClassSvm): ImportedDetector {
  const { features, nu, gamma } = exported;
  const detector = oneClassSvmFromSklearn(exported);
  // they lie all around the others
  const vectors = unscaled(detector.fitted.points, detector.fitted.scale);
  return {
    detector,
    placed: { threshold: 0, description: `nu ${nu}` },
    parameters: { nu, gamma },
    trainedOn: { medians: mediansOf(vectors, features), ends: featureRanges(vectors, features.length) },
  };
}

function placedBy(threshold: number, contamination: 'auto' | number): ChosenThreshold {
  if (contamination === 'auto') return { threshold, description: 'auto' };
  return { threshold, description: `contamination ${contamination}`, askedShare: contamination };
}

/** Points as they were before they were scaled. */
function unscaled(points: Float64Array, { means, deviations }: ZScale): Float64Array {
  return points.map((value, i) => value * deviations[i % means.length] + means[i % means.length]);
}
