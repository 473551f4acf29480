import * as z from 'zod/mini';
import { LocalOutlierFactor } from '../../detectors/local-outlier-factor/local-outlier-factor.ts';
import { contamination, inRange, rowMajor, scaling, vectorOf } from './sklearn-numbers.ts';

/** What `scripts/export-sklearn.py` writes of a LocalOutlierFactor with `novelty=True`. */
export const sklearnLocalOutlierFactor = z.object({
  format: z.literal('weir-sklearn-local-outlier-factor'),
  formatVersion: z.literal(1),
  features: z.array(z.string()),
  neighbours: z.int().check(inRange((count) => count >= 1, 'a count from 1')),
  /** scikit-learn calls a row an outlier when `score_samples` is below this; our scores are minus those. */
  offset: z.number().check(inRange((offset) => offset < 0, 'a number below 0')),
  contamination,
  scaling,
  /** The training rows, scaled. */
  rows: z.array(z.array(z.number())).check(z.minLength(2)),
  /** By row, the distance to its last neighbour. */
  reaches: z.array(z.number().check(inRange((distance) => distance >= 0, 'a distance from 0'))),
  /** By row, its local reachability density. */
  densities: z.array(z.number().check(inRange((density) => density > 0, 'a density above 0'))),
});
export type SklearnLocalOutlierFactor = z.infer<typeof sklearnLocalOutlierFactor>;

/** Makes the detector that scores as scikit-learn's. @throws {Error} naming a list that is too long or too short */
export function localOutlierFactorFromSklearn(exported: SklearnLocalOutlierFactor): LocalOutlierFactor {
  const { features, neighbours, scaling, rows, reaches, densities } = exported;
  if (neighbours >= rows.length)
    throw new Error(`neighbours is ${neighbours}, wanted fewer than the ${rows.length} rows; export the model again`);
  return new LocalOutlierFactor({
    points: rowMajor('rows', rows, features.length),
    scale: {
      means: vectorOf('scaling.means', scaling.means, features.length),
      deviations: vectorOf('scaling.deviations', scaling.deviations, features.length),
    },
    neighbours,
    distinct: false,
    reaches: vectorOf('reaches', reaches, rows.length),
    densities: vectorOf('densities', densities, rows.length),
  });
}
