import type { Observation } from '../../contracts/observation.ts';
import { TEST_LABEL } from '../../contracts/test-alert.ts';
import type { Model } from '../../model/model.ts';

/** Who a test alert is about: nobody else may be called so in earnest. */
const TEST_SOURCE = 'weir-test';

/**
 * Far from what the model has seen, in every feature: so that the alert has reasons, and a severity that subscribers
 * ask for.
 */
export function testObservation(
  { features, medians }: Pick<Model, 'features' | 'medians'>,
  timestampMs: number,
): Observation {
  const values = features.map((name, f) => [name, medians[f] + 1000 * (Math.abs(medians[f]) + 1)]);
  return {
    source: TEST_SOURCE,
    timestampMs,
    id: `test-${timestampMs}`,
    labels: { [TEST_LABEL]: 'test-alert' },
    features: Object.fromEntries(values),
  };
}
