import type { IncidentAlert } from '../contracts/alert.ts';
import { incidentAlert } from './incident-alert.ts';
import type { IncidentItem } from './incident-item.ts';
import { withPastIncident } from './past-incidents.ts';
import { PendingAlerts } from './pending-alerts.ts';

/**
 * Closes the open incident of a source because a person said that it is over; what comes then opens another.
 *
 * @returns the item to write and, once it is written, what to publish; undefined where another incident is open, or
 * none
 */
export function closeResolved(
  before: IncidentItem,
  incidentId: string,
  nowMs: number,
): { readonly item: IncidentItem; readonly toPublish: readonly IncidentAlert[] } | undefined {
  const { incident, source } = before;
  if (incident?.incidentId !== incidentId) return undefined;
  const alert = incidentAlert(incident, 'closed', source);
  const pending = new PendingAlerts(before.pending);
  pending.add(alert, 'sweeper', nowMs);
  const past = withPastIncident(before.past, incident);
  const item = {
    ...before,
    version: before.version + 1,
    incident: undefined,
    ...(past.length > 0 && { past }),
    pending: pending.toItem(),
  };
  return { item, toPublish: [alert] };
}
