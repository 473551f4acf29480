import * as z from 'zod/mini';
import { OneClassSvm } from '../../detectors/one-class-svm/one-class-svm.ts';
import { inRange, rowMajor, scaling, vectorOf } from './sklearn-numbers.ts';

const aboveZero = z.number().check(inRange((value) => value > 0, 'a number above 0'));

/** What `scripts/export-sklearn.py` writes of a OneClassSVM with the kernel "rbf". */
export const sklearnOneClassSvm = z.object({
  format: z.literal('weir-sklearn-one-class-svm'),
  formatVersion: z.literal(1),
  features: z.array(z.string()),
  nu: z.number().check(inRange((nu) => nu > 0 && nu <= 1, 'a share above 0 and up to 1')),
  /** Of the kernel, as a number. */
  gamma: aboveZero,
  /** The kernel sum on the boundary. */
  offset: z.number(),
  scaling,
  /** The support vectors, scaled. */
  vectors: z.array(z.array(z.number())).check(z.minLength(1)),
  coefficients: z.array(aboveZero),
});
export type SklearnOneClassSvm = z.infer<typeof sklearnOneClassSvm>;

/** Makes the detector that scores as scikit-learn's. @throws {Error} naming a list that is too long or too short */
export function oneClassSvmFromSklearn(exported: SklearnOneClassSvm): OneClassSvm {
  const { features, gamma, offset, scaling, vectors, coefficients } = exported;
  return new OneClassSvm({
    points: rowMajor('vectors', vectors, features.length),
    scale: {
      means: vectorOf('scaling.means', scaling.means, features.length),
      deviations: vectorOf('scaling.deviations', scaling.deviations, features.length),
    },
    coefficients: vectorOf('coefficients', coefficients, vectors.length),
    rho: offset,
    gamma,
  });
}
