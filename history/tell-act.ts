import type { ActAlert } from '../contracts/alert.ts';
import type { AlertOfIncident, IncidentAct, IncidentHistory } from '../contracts/incident-history.ts';

/**
 * What a person did of which those are to hear who were told of the incident: that somebody looks into it, and that a
 * silence is resolved. Of other incidents that are resolved the end is told, and of what was told as part of a storm
 * nobody heard alone. Undefined where there is nothing to tell, or no more.
 */
export function actToTell({ about, act, overAtMs, stormId, actToldAtMs }: IncidentHistory): IncidentAct | undefined {
  if (act === undefined || act.atMs === actToldAtMs || overAtMs !== undefined || stormId !== undefined)
    return undefined;
  const isToTell = act.kind === 'acknowledged' || (act.kind === 'resolved' && about === 'silence');
  return isToTell ? act : undefined;
}

/**
 * Tells of an act. Told again, it has the same id.
 *
 * @param last what was told of the incident last, where that is known
 */
export function actAlert(
  { incidentId, source, severity, about }: IncidentHistory,
  { kind, atMs, by, why, resolution }: IncidentAct,
  last: AlertOfIncident | undefined,
): ActAlert {
  const channels = last && 'channels' in last ? last.channels : undefined;
  return {
    version: 1,
    alertId: `${incidentId}-${kind}-${atMs}`,
    kind: kind === 'resolved' ? 'resolved' : 'acknowledged',
    incidentId,
    source,
    severity,
    about,
    at: new Date(atMs).toISOString(),
    by,
    why,
    ...(resolution && { resolution }),
    ...(channels && { channels }),
  };
}

/** The same for the next people, who were told that nobody did anything. */
export function actAlertToOthers(alert: ActAlert): ActAlert {
  return { ...alert, alertId: `${alert.alertId}-escalated`, escalated: true };
}

/** Takes telling of an act on, so that nobody else does. */
export function actTakenOn(history: IncidentHistory, untilMs: number): IncidentHistory {
  return { ...history, version: history.version + 1, actTakenUntilMs: untilMs };
}

/** People were told of that act. */
export function actTold(history: IncidentHistory, { atMs }: IncidentAct): IncidentHistory {
  return { ...history, version: history.version + 1, actToldAtMs: atMs, actTakenUntilMs: undefined };
}
