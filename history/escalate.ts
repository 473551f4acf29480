import { isStorm } from '../contracts/alert.ts';
import type { AlertOfIncident, Escalation, IncidentHistory } from '../contracts/incident-history.ts';
import { stateOf } from '../contracts/incident-history.ts';
import { isToClose } from './act-on-incident.ts';
import { actToTell } from './tell-act.ts';

/** What the sweeper has to do with a history: `tell act` tells that a person did something. */
export type HistoryTask = 'close' | 'escalate' | 'tell end' | 'tell act';

export type EscalationTask = Extract<HistoryTask, 'escalate' | 'tell end'>;

/** Finds what is to be done with an incident, and from when on; undefined when there is nothing to wait for. */
export function taskOf(history: IncidentHistory): { readonly task: HistoryTask; readonly dueMs: number } | undefined {
  const { firstToldAtMs: dueMs, actTakenUntilMs = dueMs } = history;
  if (isToClose(history)) return { task: 'close', dueMs };
  return escalationTaskOf(history) ?? (actToTell(history) && { task: 'tell act', dueMs: actTakenUntilMs });
}

/**
 * Others are told once, unless a person did something before, whatever it was. Who was told hears of the end, too.
 */
function escalationTaskOf(history: IncidentHistory): { task: EscalationTask; dueMs: number } | undefined {
  const { escalation, firstToldAtMs, act, overAtMs } = history;
  if (!escalation) return undefined;
  const { decidedAtMs, toldAtMs, endToldAtMs, takenUntilMs = firstToldAtMs } = escalation;
  if (decidedAtMs === undefined) {
    const waits = act === undefined && stateOf(history) === 'open';
    return waits ? { task: 'escalate', dueMs: escalation.dueMs } : undefined;
  }
  if (toldAtMs === undefined) return { task: 'escalate', dueMs: takenUntilMs };
  if (overAtMs === undefined || endToldAtMs !== undefined) return undefined;
  return { task: 'tell end', dueMs: takenUntilMs };
}

/** Takes telling others on, so that nobody else does; the first time decides it for good. */
export function takenOn(history: IncidentHistory, nowMs: number, untilMs: number): IncidentHistory {
  const { decidedAtMs = nowMs } = history.escalation ?? {};
  return moved(history, { decidedAtMs, takenUntilMs: untilMs });
}

/** Others were told, of the incident or of its end. */
export function escalated(history: IncidentHistory, task: EscalationTask, atMs: number): IncidentHistory {
  const told = task === 'escalate' ? { toldAtMs: atMs } : { endToldAtMs: atMs };
  return moved(history, { ...told, takenUntilMs: undefined });
}

function moved(history: IncidentHistory, change: Partial<Escalation>): IncidentHistory {
  const { dueMs = history.firstToldAtMs, ...known } = history.escalation ?? {};
  return { ...history, version: history.version + 1, escalation: { dueMs, ...known, ...change } };
}

/** What others hear: the same, with an id of its own; of a storm the worst of all its messages so far. */
export function escalatedAlert(
  alert: AlertOfIncident,
  task: EscalationTask,
  { members }: IncidentHistory,
): AlertOfIncident {
  const alertId = `${alert.incidentId}-${task === 'escalate' ? 'escalated' : 'escalated-over'}`;
  if (isStorm(alert)) return { ...alert, alertId, escalated: true, worst: members ?? alert.worst };
  return { ...alert, alertId, escalated: true };
}
