import type { Observation } from './observation.ts';

/**
 * An observation with this label, whatever its value, is a test alert: it is scored like any other, published as a test
 * alert although it may be usual, and counted in no incident. `npm run test-alert` puts one on the stream to see
 * whether everything between there and an inbox works.
 */
export const TEST_LABEL = 'weir:test';

/**
 * The test alerts' own item in the incident table, where their alerts wait to be published like any others. No
 * observation may have such a source.
 */
export const TEST_ITEM_SOURCE = 'weir:tests';

/** Says whether the observation has the label of a test alert, whatever the label's value is. */
export function isTestObservation({ labels }: Observation): boolean {
  return labels !== undefined && Object.hasOwn(labels, TEST_LABEL);
}
