import type { OpenIncident } from './incident-item.ts';

/** When an incident was, from its first anomaly to its last one, by the observation's clock. */
export interface PastIncident {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Of each source; what is older is seldom still among the rows of a sample. */
const MOST_KEPT = 20;

/**
 * Adds an incident that is over to those of its source: training leaves out what was during them. One anomaly alone is
 * no stretch of time.
 */
export function withPastIncident(
  past: readonly PastIncident[] = [],
  { openedAtMs, lastAnomalyAtMs, anomalies }: Pick<OpenIncident, 'openedAtMs' | 'lastAnomalyAtMs' | 'anomalies'>,
): readonly PastIncident[] {
  if (anomalies < 2) return past;
  return [...past, { fromMs: openedAtMs, toMs: lastAnomalyAtMs }].slice(-MOST_KEPT);
}
