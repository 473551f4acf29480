import type { DetectorKind } from '../detector-kind.ts';
import { Mahalanobis } from './mahalanobis.ts';

/** The concentrated Mahalanobis distance as others see it. */
export const mahalanobisKind: DetectorKind = {
  kind: 'mahalanobis',
  title: 'a Mahalanobis distance',
  parameters: [],
  defaultBudgetShare: 0.001,
  fitsMissing: true,
  fit: (rows, featureCount) => Mahalanobis.fit(rows, featureCount),
  decode: Mahalanobis.decode,
};
