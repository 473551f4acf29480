import type { Accuracy, Spread } from './baselines.ts';

/** What a kind of detector is held against. */
export interface DetectorRival {
  /** Its name among the baselines. */
  readonly method: string;
  /**
   * How far from its figures ours may be: for detectors that draw, below them by two of its deviations or .01, whatever
   * is more; for the others on either side by this.
   */
  readonly tolerance: 'random' | number;
  /** It was trained on the first rows only, after all were made z-scores. */
  readonly firstRows?: number;
  /** With which ours does the same, where these are not its defaults. */
  readonly parameters?: Readonly<Record<string, number | boolean>>;
  /** Sets on which it differs from itself, as equal rows tie: not held to it there. */
  readonly besides?: readonly string[];
}

/** By kind. */
export const DETECTOR_RIVALS: Readonly<Record<string, DetectorRival>> = {
  'isolation-forest': { method: 'IsolationForest_sklearn', tolerance: 'random' },
  'fair-cut-forest': { method: 'fcf1_half_psi64', tolerance: 'random' },
  'extended-isolation-forest': { method: 'eif', tolerance: 'random' },
  'nearest-reference': { method: 'knn512_5r', tolerance: 'random' },
  mahalanobis: { method: 'mahal_trim', tolerance: 1e-3 },
  'local-outlier-factor': {
    method: 'LOF20_novelty_sklearn_raw',
    tolerance: 1e-4,
    besides: ['annthyroid', 'breastw', 'shuttle', 'smtp'],
  },
  'one-class-svm': {
    method: 'OneClassSVM_nu0.1_z_first5000',
    tolerance: 1e-3,
    firstRows: 5000,
    parameters: { raw: true },
  },
  ensemble: { method: 'ENS_if_fcf1psi64_knn', tolerance: 'random' },
};

/** Names the measures in which ours does not reach its rival; a figure that is no number reaches nothing. */
export function missedMeasures(ours: Accuracy, theirs: Accuracy, { tolerance }: DetectorRival): ('auc' | 'ap')[] {
  return (['auc', 'ap'] as const).filter((measure) => !isReached(ours[measure], theirs[measure], tolerance));
}

function isReached(ours: Spread, theirs: Spread, tolerance: DetectorRival['tolerance']): boolean {
  if (tolerance === 'random') return ours.mean >= theirs.mean - Math.max(2 * theirs.deviation, 0.01);
  // baselines are written with four digits
  return Math.abs(ours.mean - theirs.mean) <= tolerance + 0.5e-4;
}
