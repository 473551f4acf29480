import type { DetectorKind } from '../detector-kind.ts';
import { LocalOutlierFactor } from './local-outlier-factor.ts';

/** Local Outlier Factor as others see it. */
export const localOutlierFactorKind: DetectorKind = {
  kind: 'local-outlier-factor',
  title: 'a Local Outlier Factor',
  parameters: [
    { name: 'neighbours', type: 'whole', least: 1, default: 20, help: 'neighbours that a row is compared with' },
    {
      name: 'distinct',
      type: 'flag',
      default: false,
      help: 'count equal rows once: for data with many of them',
    },
    {
      name: 'standardise',
      type: 'flag',
      default: false,
      help: 'measure distances between z-scores: for features of different units',
    },
  ],
  defaultBudgetShare: 0.001,
  // scikit-learn's: around the neighbours it is half as dense again
  autoThreshold: 1.5,
  // nothing is drawn
  fit: (rows, featureCount, { neighbours, distinct, standardise }) =>
    LocalOutlierFactor.fit(rows, featureCount, {
      neighbours: Number(neighbours),
      distinct: Boolean(distinct),
      standardise: Boolean(standardise),
    }),
  decode: LocalOutlierFactor.decode,
};
