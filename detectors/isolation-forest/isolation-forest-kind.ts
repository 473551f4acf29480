import type { DetectorKind } from '../detector-kind.ts';
import { IsolationForest } from './isolation-forest.ts';

/** Isolation Forest as others see it. */
export const isolationForestKind: DetectorKind = {
  kind: 'isolation-forest',
  title: 'an Isolation Forest',
  parameters: [
    { name: 'trees', type: 'whole', least: 1, default: 100, help: 'trees of the forest' },
    { name: 'samples', type: 'whole', least: 1, default: 256, help: 'rows that each tree sees' },
    { name: 'bootstrap', type: 'flag', default: false, help: 'draw the rows of a tree with replacement' },
  ],
  // one row in a thousand: a stream of a row a minute wakes somebody about once a day
  defaultBudgetShare: 0.001,
  // the paper's: rows whose paths are shorter than expected
  autoThreshold: 0.5,
  fitsMissing: true,
  fit: (rows, featureCount, { trees, samples, bootstrap }, seed) =>
    IsolationForest.fit(rows, featureCount, {
      trees: Number(trees),
      samples: Number(samples),
      bootstrap: Boolean(bootstrap),
      seed,
      missing: rows.some(Number.isNaN),
    }),
  decode: IsolationForest.decode,
};
