import type { DetectorKind } from '../detector-kind.ts';
import { OneClassSvm } from './one-class-svm.ts';

/** One-class SVM as others see it. */
export const oneClassSvmKind: DetectorKind = {
  kind: 'one-class-svm',
  title: 'a One-Class SVM',
  parameters: [
    {
      name: 'nu',
      type: 'number',
      above: 0,
      most: 1,
      default: 0.1,
      help: 'share of the rows to leave outside, at most',
    },
    {
      name: 'gamma',
      type: 'number',
      above: 0,
      most: 1e6,
      default: 1,
      help: 'how narrow the kernel is, in units of 1 / (features x variance), which scikit-learn calls "scale"',
    },
    {
      name: 'samples',
      type: 'whole',
      least: 1,
      default: 10_000,
      help: 'rows to learn from, at most; fitting takes their square',
    },
    {
      name: 'raw',
      type: 'flag',
      default: false,
      help: 'take features as they are, as scikit-learn does, and not as z-scores',
    },
  ],
  defaultBudgetShare: 0.001,
  // the boundary
  autoThreshold: 0,
  fit: (rows, featureCount, { nu, gamma, samples, raw }, seed) =>
    OneClassSvm.fit(rows, featureCount, {
      nu: Number(nu),
      gamma: Number(gamma),
      samples: Number(samples),
      raw: Boolean(raw),
      seed,
    }),
  decode: OneClassSvm.decode,
};
