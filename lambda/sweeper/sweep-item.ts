import type { Alert } from '../../contracts/alert.ts';
import { incidentAlert } from '../../incidents/incident-alert.ts';
import type { IncidentItem } from '../../incidents/incident-item.ts';
import { PendingAlerts } from '../../incidents/pending-alerts.ts';
import { PENDING_AFTER_MS } from '../../incidents/publish-alerts.ts';

export interface Sweep {
  /** To write, its version one higher: also when there is nothing to publish, so that it is due anew. */
  readonly item: IncidentItem;
  /** Once it is written: what to publish. */
  readonly toPublish: readonly Alert[];
}

/**
 * What a minute does that no record triggers: takes on alerts that nobody published, and closes an incident whose
 * source has been silent for the cooldown.
 */
export function sweepItem(before: IncidentItem, cooldownMs: number, nowMs: number): Sweep {
  const { incident } = before;
  const late = Object.values(before.pending).filter(({ sinceMs }) => nowMs - sinceMs > PENDING_AFTER_MS);
  const toPublish = late.map(({ alert }) => alert);
  const isSilent = incident !== undefined && nowMs - incident.lastCountedAtMs > cooldownMs;
  if (isSilent) toPublish.push(incidentAlert(incident, 'closed', before.source));
  // Taken on anew: another sweep that overlaps with this one leaves them alone.
  const pending = new PendingAlerts(before.pending);
  for (const alert of toPublish) pending.add(alert, 'sweeper', nowMs);
  const item = {
    ...before,
    version: before.version + 1,
    incident: isSilent ? undefined : incident,
    pending: pending.toItem(),
  };
  return { item, toPublish };
}
