import type { DetectorKind } from './detector-kind.ts';
import { extendedIsolationForestKind } from './extended-isolation-forest/extended-isolation-forest-kind.ts';
import { fairCutForestKind } from './fair-cut-forest/fair-cut-forest-kind.ts';
import { isolationForestKind } from './isolation-forest/isolation-forest-kind.ts';
import { localOutlierFactorKind } from './local-outlier-factor/local-outlier-factor-kind.ts';
import { mahalanobisKind } from './mahalanobis/mahalanobis-kind.ts';
import { nearestReferenceKind } from './nearest-reference/nearest-reference-kind.ts';
import { oneClassSvmKind } from './one-class-svm/one-class-svm-kind.ts';

/** All kinds of detectors that are not made of others; those may be members of an ensemble. */
export const SINGLE_KINDS: readonly DetectorKind[] = [
  isolationForestKind,
  fairCutForestKind,
  extendedIsolationForestKind,
  nearestReferenceKind,
  mahalanobisKind,
  localOutlierFactorKind,
  oneClassSvmKind,
];
