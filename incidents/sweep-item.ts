import type { Alert } from '../contracts/alert.ts';
import { type DueRules, overAtMs, remindAtMs } from './due-time.ts';
import { incidentAlert } from './incident-alert.ts';
import type { IncidentItem, OpenIncident } from './incident-item.ts';
import { withPastIncident } from './past-incidents.ts';
import { PendingAlerts } from './pending-alerts.ts';
import { PENDING_AFTER_MS } from './publish-alerts.ts';

/** What a minute makes of an item. */
interface SweptItem {
  /** To write, its version one higher: also when there is nothing to publish, so that it is due anew. */
  readonly item: IncidentItem;
  /** Once it is written: what to publish. */
  readonly toPublish: readonly Alert[];
}

/**
 * Does what no record triggers: takes on alerts that nobody published, closes an incident whose source has been silent
 * for long enough, and reminds people of one that nobody has acknowledged.
 */
export function sweepItem(before: IncidentItem, rules: DueRules, nowMs: number, isAcknowledged: boolean): SweptItem {
  const late = Object.values(before.pending).filter(({ sinceMs }) => nowMs - sinceMs > PENDING_AFTER_MS);
  const toPublish = late.map(({ alert }) => alert);
  const { incident } = before;
  const isOver = incident !== undefined && nowMs > overAtMs(incident, rules);
  const isToRemind = incident !== undefined && !isOver && nowMs > remindAtMs(incident, rules);
  const next = isToRemind ? reminded(incident, nowMs, isAcknowledged) : incident;
  if (isOver) toPublish.push(incidentAlert(incident, 'closed', before.source));
  else if (isToRemind && !isAcknowledged) toPublish.push(incidentAlert(next!, 'reminder', before.source));
  const past = isOver ? withPastIncident(before.past, incident) : before.past;
  // Taken on anew: another sweep that overlaps with this one leaves them alone.
  const pending = new PendingAlerts(before.pending);
  for (const alert of toPublish) pending.add(alert, 'sweeper', nowMs);
  const { evidence, ...rest } = before;
  const item = {
    ...rest,
    ...(evidence && !isOver && { evidence }),
    version: before.version + 1,
    incident: isOver ? undefined : next,
    ...(past && past.length > 0 && { past }),
    pending: pending.toItem(),
  };
  return { item, toPublish };
}

/** An acknowledged one is asked for again when the next reminder would be due: it may be reopened. */
function reminded(incident: OpenIncident, nowMs: number, isAcknowledged: boolean): OpenIncident {
  const { told } = incident;
  return { ...incident, told: { ...told, wallMs: nowMs, messages: told.messages + (isAcknowledged ? 0 : 1) } };
}
