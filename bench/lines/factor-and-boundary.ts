import type { Detector } from '../../detectors/detector.ts';
import { LocalOutlierFactor } from '../../detectors/local-outlier-factor/local-outlier-factor.ts';
import { OneClassSvm } from '../../detectors/one-class-svm/one-class-svm.ts';
import type { Bench } from '../bench-line.ts';
import { cpuSeconds, interleaved } from '../measure.ts';
import type { SklearnModel } from '../sklearn/sklearn-rival.ts';
import { shapesOnBothSides } from './against-sklearn.ts';

const ROUNDS = 7;
const WARM_UPS = 10;

/** The same settings as in rival.py; ours is solved to 1e-6, scikit-learn's to its 1e-3. */
const FITS: readonly { model: SklearnModel; fitted: (rows: Float64Array, features: number) => Detector }[] = [
  { model: 'local-outlier-factor', fitted: (rows, features) => LocalOutlierFactor.fit(rows, features) },
  {
    model: 'one-class-svm, nu .1',
    fitted: (rows, features) => OneClassSvm.fit(rows, features, { nu: 0.1, raw: true }),
  },
  {
    model: 'one-class-svm, nu .5',
    fitted: (rows, features) => OneClassSvm.fit(rows, features, { nu: 0.5, raw: true }),
  },
];

/** Fitting and scoring with the detectors that are scikit-learn's, against it, one thread. */
export const factorAndBoundary: Bench = {
  name: 'factor-and-boundary',
  async *run(rivals) {
    for await (const { name, rows, count, features, sklearn, line } of shapesOnBothSides(rivals)) {
      if (name !== '10,000 x 5') return;
      for (const { model, fitted } of FITS) {
        const detector = fitted(rows, features);
        const out = new Float64Array(count);
        // warm: compiled as it will be
        for (let i = 0; i < WARM_UPS; i++) {
          fitted(rows, features);
          detector.score(rows, count, out);
        }
        await sklearn.fit(1, model);

        const taken = await interleaved(ROUNDS, {
          fit: () => cpuSeconds(() => fitted(rows, features)),
          theirFit: () => sklearn.fit(1, model),
          score: () => cpuSeconds(() => detector.score(rows, count, out)),
          theirScore: () => sklearn.score(),
        });
        yield line(`${model}, fit`, taken.fit, taken.theirFit, 1);
        yield line(`${model}, score`, taken.score, taken.theirScore, 1);
      }
    }
  },
};
