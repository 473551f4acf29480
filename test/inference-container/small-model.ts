import type { Model } from '../../model/model.ts';
import { trainModel } from '../../model/train-model.ts';

/** A model of features a, b and c, trained on 400 rows around (0, 10, 100); far from there is anomalous. */
export const smallModel: Model = trainModel(
  { features: ['a', 'b', 'c'], rows: spread(400) },
  {
    detector: 'isolation-forest',
    parameters: { trees: 25, samples: 64 },
    seed: 7,
    threshold: { kind: 'contamination', share: 0.01 },
  },
);

/** In the middle of the training rows. */
export const USUAL = [0, 10, 100];
/** Far outside of them. */
export const STRANGE = [90, -400, 9000];

function spread(count: number): Float64Array {
  // low-discrepancy steps of the golden ratio and two other irrationals: even cover without randomness
  const at = (row: number, step: number) => ((row * step) % 1) - 0.5;
  const rows = Array.from({ length: count }, (_, row) => [
    at(row, 0.6180339887),
    10 + at(row, 0.4142135624),
    100 + 4 * at(row, 0.7320508076),
  ]);
  return Float64Array.from(rows.flat());
}
