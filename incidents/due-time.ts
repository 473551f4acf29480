import type { IncidentItem } from './incident-item.ts';
import { PENDING_AFTER_MS } from './publish-alerts.ts';

/**
 * When the sweeper must look at an item next, milliseconds since the epoch: at its first alert that nobody published in
 * time, or when its incident has been silent for the cooldown. Undefined when there is nothing to wait for.
 */
export function dueMsOf({ incident, pending }: IncidentItem, cooldownMs: number): number | undefined {
  const late = Object.values(pending).map(({ sinceMs }) => sinceMs + PENDING_AFTER_MS);
  const silent = incident ? [incident.lastCountedAtMs + cooldownMs] : [];
  const times = [...late, ...silent];
  // The first moment at which it is more than late.
  return times.length === 0 ? undefined : Math.min(...times) + 1;
}
