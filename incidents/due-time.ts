import type { IncidentItem, OpenIncident } from './incident-item.ts';
import { PENDING_AFTER_MS } from './publish-alerts.ts';
import { silenceThatEndsMs } from './silence-that-ends.ts';

/** What an item becomes due by. */
export interface DueRules {
  readonly cooldownMs: number;
  /** People are reminded of what nobody has acknowledged so often; absent: never. */
  readonly remindAfterMs?: number | undefined;
}

import { stormDueMs } from './tell-storm.ts';

/**
 * When the sweeper must look at an item next, milliseconds since the epoch: at its first alert that nobody published in
 * time, when people must be reminded of its incident, when that is over, when what was held back must be told, or when
 * the rules must be asked again about a silence. Undefined when there is nothing to wait for.
 */
export function dueMsOf({ incident, pending, storm, silence }: IncidentItem, rules: DueRules): number | undefined {
  const late = Object.values(pending).map(({ sinceMs }) => sinceMs + PENDING_AFTER_MS);
  const ofIncident = incident ? [overAtMs(incident, rules), remindAtMs(incident, rules)] : [];
  const ofStorm = storm ? (stormDueMs(storm) ?? []) : [];
  const ofSilence = silence?.held ? [silence.held.askMs] : [];
  const times = [...late, ...ofIncident, ...ofSilence].concat(ofStorm).filter(Number.isFinite);
  // The first moment at which it is more than late.
  return times.length === 0 ? undefined : Math.min(...times) + 1;
}

/** Until when an incident waits for the next anomaly, by the wall clock. */
export function overAtMs({ lastCountedAtMs, usualIntervalMs }: OpenIncident, { cooldownMs }: DueRules): number {
  return lastCountedAtMs + silenceThatEndsMs(cooldownMs, usualIntervalMs);
}

/** When people must be reminded of an incident; infinite: never. */
export function remindAtMs({ told }: OpenIncident, { remindAfterMs = Number.POSITIVE_INFINITY }: DueRules): number {
  return told.wallMs + remindAfterMs;
}
