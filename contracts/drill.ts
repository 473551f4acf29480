import type { Observation } from './observation.ts';

/**
 * An observation with this label, whatever its value, is a drill: it is scored like any other, told as a test alert although it may be usual, and counted
 * in no incident. `npm run test-alert` puts one on the stream to see whether everything between there and an inbox works.
 */
export const DRILL_LABEL = 'weir:drill';

/** The drills' own row in the incident table, where their alerts wait to be told like any others. No observation may have such a source. */
export const DRILL_ITEM_SOURCE = 'weir:drills';

export function isDrill({ labels }: Observation): boolean {
  return labels !== undefined && Object.hasOwn(labels, DRILL_LABEL);
}
