import type { Alert } from '../contracts/alert.ts';
import type { IncidentItem } from './incident-item.ts';
import { type AlertFate, decideAlert, isFollowUp, type Storm } from './storm.ts';

/**
 * Decides what becomes of an alert that is on the list of its source: what became of something waits until its
 * beginning was told or held back, and what follows an opening that was held back is held back with it.
 *
 * @param list the item of its source; undefined where nothing is remembered
 */
export function decideOnList(
  storm: Storm,
  list: IncidentItem | undefined,
  alert: Alert,
  context: { readonly messagesPerMinute: number; readonly nowMs: number },
): { readonly storm: Storm; readonly fate: AlertFate } {
  if (comesTooSoon(list, alert)) return { storm, fate: { is: 'waits' } };
  const isMember = list?.heldBack?.some((one) => one === incidentOf(alert)) ?? false;
  return decideAlert(storm, alert, { ...context, isMember });
}

/** Until people were told of the beginning, or that was held back, what became of it is told nobody. */
function comesTooSoon(list: IncidentItem | undefined, alert: Alert): boolean {
  if (!isFollowUp(alert)) return false;
  const others = Object.values(list?.pending ?? {}).filter((one) => one.alert.alertId !== alert.alertId);
  return others.some((one) => incidentOf(one.alert) === incidentOf(alert));
}

function incidentOf(alert: Alert): string | undefined {
  return 'incidentId' in alert ? alert.incidentId : undefined;
}
