import { DRILL_LABEL } from '../../contracts/drill.ts';
import type { Observation } from '../../contracts/observation.ts';
import type { Model } from '../../model/model.ts';

/** Who a drill is about: nobody else may be called so in earnest. */
const DRILL_SOURCE = 'weir-test';

/** Far from what the model has seen, in every feature: so that the alert has reasons, and a severity that subscribers ask for. */
export function drillObservation(
  { features, medians }: Pick<Model, 'features' | 'medians'>,
  timestampMs: number,
): Observation {
  const values = features.map((name, f) => [name, medians[f]! + 1000 * (Math.abs(medians[f]!) + 1)]);
  return {
    source: DRILL_SOURCE,
    timestampMs,
    id: `test-${timestampMs}`,
    labels: { [DRILL_LABEL]: 'test-alert' },
    features: Object.fromEntries(values),
  };
}
