import type { DetectorKind } from '../detector-kind.ts';
import { SINGLE_KINDS } from '../single-kinds.ts';
import { Ensemble } from './ensemble.ts';

const MEMBERS = SINGLE_KINDS.map(({ kind }) => kind);

/** Ensembles as others see them. */
export const ensembleKind: DetectorKind = {
  kind: 'ensemble',
  title: 'an ensemble of detectors',
  parameters: [
    {
      name: 'members',
      type: 'names',
      of: MEMBERS,
      default: 'isolation-forest,fair-cut-forest,nearest-reference',
      help: `kinds of detectors that are asked, separated by commas: ${MEMBERS.join(', ')}`,
    },
  ],
  defaultBudgetShare: 0.001,
  fitsMissing: true,
  fit(rows, featureCount, { members }, seed) {
    const kinds = String(members)
      .split(',')
      .map((name) => SINGLE_KINDS.find(({ kind }) => kind === name)!);
    return Ensemble.fit(rows, featureCount, kinds, seed);
  },
  decode: Ensemble.decode,
};
