import { noDataSource } from '../../contracts/alert.ts';
import type { AlertOfIncident, IncidentHistory } from '../../contracts/incident-history.ts';
import { type EscalationTask, escalated, escalatedAlert, takenOn, taskOf } from '../../history/escalate.ts';
import { changeHistory, type HistoryStore } from '../../history/history-store.ts';
import { actAlert, actAlertToOthers, actTakenOn, actTold, actToTell } from '../../history/tell-act.ts';
import { closeResolved } from '../../incidents/close-resolved.ts';
import type { IncidentStore } from '../../incidents/incident-item.ts';
import {
  PENDING_AFTER_MS,
  type Publish,
  type Publishing,
  type PublishingPorts,
  publishAlerts,
  publishOne,
  refusalOf,
} from '../../incidents/publish-alerts.ts';

/** What sweeping a history needs. */
export interface HistorySweepPorts extends PublishingPorts {
  readonly history: HistoryStore;
  readonly incidents: Pick<IncidentStore, 'read' | 'write'> & PublishingPorts['incidents'];
  /** Tells the people to whom an incident goes that nobody acknowledged; absent where there are none. */
  readonly publishEscalation?: Publish;
}

const NOTHING: Publishing = { published: [], refused: [], heldBack: [] };

/**
 * Does what is due with the history of an incident: closes what a person resolved, tells others of what nobody
 * acknowledged, and that it is over, and tells all of them that somebody looks into it. Each stays due until it is
 * known to be done.
 */
export async function sweepHistory(incidentId: string, ports: HistorySweepPorts): Promise<Publishing> {
  const history = await ports.history.read(incidentId);
  const nowMs = ports.now();
  const due = history && taskOf(history);
  if (!due || due.dueMs > nowMs) return NOTHING;
  if (due.task === 'close') return close(history, nowMs, ports);
  return due.task === 'tell act' ? tellAct(history, nowMs, ports) : tellOthers(history, due.task, nowMs, ports);
}

/**
 * The alert of its end makes the history over; where somebody else closed it, or it is gone, nothing is left to tell.
 */
async function close(history: IncidentHistory, nowMs: number, ports: HistorySweepPorts): Promise<Publishing> {
  const { incidentId, source } = history;
  const before = await ports.incidents.read(source);
  const closing = before && closeResolved(before, incidentId, nowMs);
  if (!closing) {
    await ports.history.write({ ...history, version: history.version + 1, overAtMs: nowMs });
    return NOTHING;
  }
  if (!(await ports.incidents.write(closing.item))) return NOTHING;
  return publishAlerts(source, closing.toPublish, nowMs, ports);
}

/**
 * Tells what a person did to whom the incident was told, behind all that is about to be told of it; where there is no
 * room, in a minute. A death tells it again, with the same id.
 */
async function tellAct(history: IncidentHistory, nowMs: number, ports: HistorySweepPorts): Promise<Publishing> {
  const { incidentId, source, about, last, escalation } = history;
  const act = actToTell(history);
  if (!act) return NOTHING;
  const alert = actAlert(history, act, last && (await ports.history.toldAlert(incidentId, last.alertId)));
  const item = about === 'silence' && source !== noDataSource() ? noDataSource(source) : source;
  const fate = await ports.gate.ask(item, alert, true);
  if (fate.is !== 'told') return NOTHING;
  if (!(await ports.history.write(actTakenOn(history, nowMs + PENDING_AFTER_MS)))) return NOTHING;
  const isRefused = await publishOne(item, alert, ports);
  const toOthers = escalation?.toldAtMs === undefined ? undefined : ports.publishEscalation;
  const refusal = toOthers && (await refusalOf(toOthers(actAlertToOthers(alert))));
  await changeHistory(ports.history, incidentId, (known) => known && actTold(known, act));
  ports.gate.settle(alert);
  return isRefused || refusal ? { ...NOTHING, refused: [alert] } : { ...NOTHING, published: [alert] };
}

async function tellOthers(
  history: IncidentHistory,
  task: EscalationTask,
  nowMs: number,
  ports: HistorySweepPorts,
): Promise<Publishing> {
  const { incidentId } = history;
  if (!(await ports.history.write(takenOn(history, nowMs, nowMs + PENDING_AFTER_MS)))) return NOTHING;
  const alert = await alertFor(history, task, ports.history);
  let publishing = NOTHING;
  if (alert && ports.publishEscalation) {
    const told = escalatedAlert(alert, task, history);
    await ports.history.addEntry(incidentId, { what: 'told', atMs: nowMs, alert: told });
    const refusal = await refusalOf(ports.publishEscalation(told));
    if (refusal) {
      const entry = { what: 'told', atMs: nowMs, alert: told, refusedBecause: refusal.message } as const;
      await ports.history.addEntry(incidentId, entry);
    }
    publishing = refusal ? { ...NOTHING, refused: [told] } : { ...NOTHING, published: [told] };
  }
  await changeHistory(ports.history, incidentId, (known) => known && escalated(known, task, nowMs));
  return publishing;
}

const END_OF = { anomalies: 'closed', silence: 'data_again', storm: 'storm_over' } as const;

/**
 * The last that was told of it, or its end, which somebody may be about to tell; undefined where its lines are gone.
 */
async function alertFor(
  { incidentId, about, last }: IncidentHistory,
  task: EscalationTask,
  history: HistoryStore,
): Promise<AlertOfIncident | undefined> {
  const latest = async () => last && (await history.toldAlert(incidentId, last.alertId));
  if (task === 'escalate') return latest();
  const end = END_OF[about];
  const told = await history.toldAlert(incidentId, `${incidentId}-${end.replace('_', '-')}`);
  if (told) return told;
  const before = await latest();
  return before && ({ ...before, kind: end } as AlertOfIncident);
}
