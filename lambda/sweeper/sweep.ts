import type { Alert } from '../../contracts/alert.ts';
import { stateOf } from '../../contracts/incident-history.ts';
import type { SeverityBands } from '../../contracts/verdict.ts';
import { type DueRules, dueMsOf, remindAtMs } from '../../incidents/due-time.ts';
import { type HeldSilence, silenceToAsk } from '../../incidents/held-silence.ts';
import type { Due, IncidentStore } from '../../incidents/incident-item.ts';
import {
  type HeldBack,
  noteHeldBack,
  PENDING_AFTER_MS,
  type Publishing,
  type PublishingPorts,
  publishAlerts,
  publishOne,
} from '../../incidents/publish-alerts.ts';
import { sweepItem } from '../../incidents/sweep-item.ts';
import { tellStorm } from '../../incidents/tell-storm.ts';
import { Unavailable } from '../failures.ts';
import { type HistorySweepPorts, sweepHistory } from './sweep-history.ts';

/** What a sweep goes by. */
export interface SweepRules extends DueRules {
  readonly severityBands: SeverityBands;
}

export interface SweepPorts extends PublishingPorts {
  readonly incidents: IncidentStore;
  readonly history: HistorySweepPorts['history'];
  readonly publishEscalation?: HistorySweepPorts['publishEscalation'];
  /** Until Lambda ends this invocation. */
  remainingMs(): number;
}

export interface Swept {
  readonly items: number;
  readonly published: readonly Alert[];
  /** Refused by the topic, and kept for a person to look at. */
  readonly refused: readonly Alert[];
  readonly heldBack: readonly HeldBack[];
  /** Silences that the rules held, and must be asked about again. */
  readonly silences: readonly HeldSilence[];
  /** Why not everything was published: the next minute tries again. */
  readonly failure?: Error;
}

/** What must be left of the invocation for the last alert and the log. */
const RESERVE_MS = 10_000;
/**
 * One alert may be hard to publish. When this many in a row find something unavailable, nobody can be reached, and
 * going on makes no sense.
 */
const MAX_FAILURES_IN_A_ROW = 3;

/**
 * One sweep over what is due in the incident table, what has been due for the longest first. Never fails, and no item
 * holds up another: what could not be done is still there in a minute.
 */
export async function sweep(rules: SweepRules, ports: SweepPorts): Promise<Swept> {
  const published: Alert[] = [];
  const refused: Alert[] = [];
  const heldBack: HeldBack[] = [];
  const silences: HeldSilence[] = [];
  let items = 0;
  let failure: Error | undefined;
  let failuresInARow = 0;
  try {
    for await (const due of ports.incidents.due(ports.now())) {
      if (ports.remainingMs() < RESERVE_MS || failuresInARow === MAX_FAILURES_IN_A_ROW) break;
      items++;
      const publishing = await sweepDue(due, rules, ports, silences);
      published.push(...publishing.published);
      refused.push(...publishing.refused);
      heldBack.push(...publishing.heldBack);
      failure ??= publishing.failure;
      failuresInARow = publishing.failure instanceof Unavailable ? failuresInARow + 1 : 0;
    }
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    failure ??= error;
  }
  return { items, published, refused, heldBack, silences, ...(failure && { failure }) };
}

async function sweepDue(due: Due, rules: SweepRules, ports: SweepPorts, silences: HeldSilence[]): Promise<Publishing> {
  try {
    if (due.incidentId !== undefined) return await sweepHistory(due.incidentId, ports);
    return due.alertId === undefined
      ? await sweepIncident(due.source, rules, ports, silences)
      : await publishKept(due.source, due.alertId, ports);
  } catch (error) {
    return { ...NOTHING, failure: error as Error };
  }
}

/** Whether somebody has said that they look after it. */
async function isAcknowledged(incidentId: string, { history }: SweepPorts): Promise<boolean> {
  const known = await history.read(incidentId);
  return known !== undefined && stateOf(known) !== 'open';
}

const NOTHING: Publishing = { published: [], refused: [], heldBack: [] };

async function sweepIncident(
  source: string,
  rules: SweepRules,
  ports: SweepPorts,
  silences: HeldSilence[],
): Promise<Publishing> {
  const before = await ports.incidents.read(source);
  if (!before) return NOTHING;
  const nowMs = ports.now();
  const held = silenceToAsk(before, nowMs);
  if (held) {
    silences.push(held);
    const { silence: _, ...others } = before;
    if (!((dueMsOf(others, rules) ?? Number.POSITIVE_INFINITY) <= nowMs)) return NOTHING;
  }
  const { incident } = before;
  const isToRemind = incident !== undefined && nowMs > remindAtMs(incident, rules);
  const isLookedAfter = isToRemind && (await isAcknowledged(incident.incidentId, ports));
  const swept = sweepItem(before, rules, nowMs, isLookedAfter);
  const { item, alert } = tellStorm(swept.item, nowMs, rules.severityBands);
  if (!(await ports.incidents.write(item))) return NOTHING;
  return publishAlerts(source, alert ? [...swept.toPublish, alert] : swept.toPublish, nowMs, ports);
}

/** An alert that has an item of its own. */
async function publishKept(source: string, alertId: string, ports: SweepPorts): Promise<Publishing> {
  const { incidents, gate } = ports;
  const nowMs = ports.now();
  const alert = await incidents.takeOnAlert(source, alertId, nowMs, nowMs + PENDING_AFTER_MS);
  if (!alert) return NOTHING;
  const fate = await gate.ask(source, alert, true);
  if (fate.is === 'waits' || fate.is === 'gone') return NOTHING;
  if (fate.is === 'held') await noteHeldBack(source, alert, ports);
  else if (await publishOne(source, alert, ports)) {
    gate.settle(alert);
    return { ...NOTHING, refused: [alert] };
  }
  const done = fate.is === 'held' ? { ...NOTHING, heldBack: [{ alert, fate }] } : { ...NOTHING, published: [alert] };
  try {
    await incidents.forgetAlert(source, alertId);
    gate.settle(alert);
    return done;
  } catch (failure) {
    if (!(failure instanceof Unavailable)) throw failure;
    return { ...done, failure };
  }
}
