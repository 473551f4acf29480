import type { DetectorKind } from '../detector-kind.ts';
import { ExtendedIsolationForest } from './extended-isolation-forest.ts';

/** Extended Isolation Forest as others see it. */
export const extendedIsolationForestKind: DetectorKind = {
  kind: 'extended-isolation-forest',
  title: 'an Extended Isolation Forest',
  parameters: [
    { name: 'trees', type: 'whole', least: 1, default: 100, help: 'trees of the forest' },
    { name: 'samples', type: 'whole', least: 1, default: 256, help: 'rows that each tree sees' },
  ],
  defaultBudgetShare: 0.001,
  // the paper's, as of an Isolation Forest
  autoThreshold: 0.5,
  fit: (rows, featureCount, { trees, samples }, seed) =>
    ExtendedIsolationForest.fit(rows, featureCount, { trees: Number(trees), samples: Number(samples) }, seed),
  decode: ExtendedIsolationForest.decode,
};
