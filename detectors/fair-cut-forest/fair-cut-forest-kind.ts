import type { DetectorKind } from '../detector-kind.ts';
import { FairCutForest } from './fair-cut-forest.ts';

/** Fair-Cut Forest as others see it. */
export const fairCutForestKind: DetectorKind = {
  kind: 'fair-cut-forest',
  title: 'a Fair-Cut Forest',
  parameters: [
    { name: 'trees', type: 'whole', least: 1, default: 100, help: 'trees of the forest' },
    { name: 'samples', type: 'whole', least: 1, default: 64, help: 'rows that each tree sees' },
  ],
  defaultBudgetShare: 0.001,
  fitsMissing: true,
  fit: (rows, featureCount, { trees, samples }, seed) =>
    FairCutForest.fit(rows, featureCount, { trees: Number(trees), samples: Number(samples) }, seed),
  decode: FairCutForest.decode,
};
