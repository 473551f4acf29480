import type { IncidentItem } from './incident-item.ts';
import { PENDING_AFTER_MS } from './publish-alerts.ts';
import { stormDueMs } from './tell-storm.ts';

/**
 * When the sweeper must look at an item next, milliseconds since the epoch: at its first alert that nobody published in
 * time, when its incident has been silent for the cooldown, or when what was held back must be told. Undefined when
 * there is nothing to wait for.
 */
export function dueMsOf({ incident, pending, storm }: IncidentItem, cooldownMs: number): number | undefined {
  const late = Object.values(pending).map(({ sinceMs }) => sinceMs + PENDING_AFTER_MS);
  const silent = incident ? [incident.lastCountedAtMs + cooldownMs] : [];
  const heldBack = storm ? (stormDueMs(storm) ?? []) : [];
  const times = [...late, ...silent].concat(heldBack);
  // The first moment at which it is more than late.
  return times.length === 0 ? undefined : Math.min(...times) + 1;
}
