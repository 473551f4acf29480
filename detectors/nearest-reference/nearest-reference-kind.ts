import type { DetectorKind } from '../detector-kind.ts';
import { NearestReference } from './nearest-reference.ts';

/** Nearest reference as others see it. */
export const nearestReferenceKind: DetectorKind = {
  kind: 'nearest-reference',
  title: 'distances to reference rows',
  parameters: [
    { name: 'references', type: 'whole', least: 1, default: 512, help: 'rows that are kept to measure distances from' },
    { name: 'neighbours', type: 'whole', least: 1, default: 5, help: 'which of the nearest rows counts' },
  ],
  defaultBudgetShare: 0.001,
  fit: (rows, featureCount, { references, neighbours }, seed) =>
    NearestReference.fit(rows, featureCount, {
      references: Number(references),
      neighbours: Number(neighbours),
      seed,
    }),
  decode: NearestReference.decode,
};
