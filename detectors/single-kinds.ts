import type { DetectorKind } from './detector-kind.ts';
import { fairCutForestKind } from './fair-cut-forest/fair-cut-forest-kind.ts';
import { isolationForestKind } from './isolation-forest/isolation-forest-kind.ts';
import { mahalanobisKind } from './mahalanobis/mahalanobis-kind.ts';
import { nearestReferenceKind } from './nearest-reference/nearest-reference-kind.ts';

/** All kinds of detectors that are not made of others; those may be members of an ensemble. */
export const SINGLE_KINDS: readonly DetectorKind[] = [
  isolationForestKind,
  fairCutForestKind,
  nearestReferenceKind,
  mahalanobisKind,
];
