import type { Alert, IncidentAlert } from '../contracts/alert.ts';
import type { AnomalyDecision } from '../contracts/log-lines.ts';
import { compareSeverity, type Severity, type SeverityBands, severityOf } from '../contracts/verdict.ts';
import { type Anomaly, describeAnomaly, identityOfAnomaly, incidentIdOf } from './anomaly.ts';
import { OpenCheckpoint, recentCheckpoints } from './checkpoint.ts';
import type { CheckpointKeys } from './checkpoint-keys.ts';
import { incidentAlert } from './incident-alert.ts';
import type { IncidentItem, OpenIncident } from './incident-item.ts';
import { withPastIncident } from './past-incidents.ts';
import { PendingAlerts } from './pending-alerts.ts';

export interface IncidentRules {
  /** An incident is over when its source has shown no anomaly for this long. */
  readonly cooldownMs: number;
  readonly severityBands: SeverityBands;
}

/** One delivery of records of one shard, as far as counting needs to know it. */
export interface Delivery {
  /** Sequence number of its first record. */
  readonly from: string;
  keysOf(anomaly: Anomaly): CheckpointKeys;
  /** Its source is one of those that never come again: nobody is told of it until it does. */
  isUnrepeated(anomaly: Anomaly): boolean;
}

export interface Decision {
  readonly decision: AnomalyDecision;
  readonly severity: Severity;
  readonly incidentId?: string;
  readonly alertId?: string;
}

export interface Counting {
  /** The item to write, its version one higher; absent when nothing changed. */
  readonly item?: IncidentItem;
  /** One for each anomaly that was taken, in order; fewer than were given when the rest needs a write of its own. */
  readonly decisions: readonly Decision[];
  /** Before the item is written: what must be kept in items of its own, because this one has no room for it. */
  readonly overflow: readonly Alert[];
  /** Once the item is written: what to publish now. */
  readonly toPublish: readonly IncidentAlert[];
}

/**
 * Counts a source's anomalies of one delivery, in shard order: those that its checkpoint does not have open an
 * incident, join it or make it worse; the others were counted before and change nothing.
 *
 * @param anomalies one or more
 */
export function countAnomalies(
  before: IncidentItem,
  anomalies: readonly Anomaly[],
  delivery: Delivery,
  rules: IncidentRules,
  nowMs: number,
): Counting {
  const keys = delivery.keysOf(anomalies[0]);
  const checkpoint = new OpenCheckpoint(before.checkpoints[keys.own], delivery.from);
  const other = new OpenCheckpoint(before.checkpoints[keys.other], delivery.from);
  const pending = new PendingAlerts(before.pending);
  const toPublish = pending.takeOver(new Set(anomalies.map(identityOfAnomaly)), nowMs);
  const decisions: Decision[] = [];
  let { incident, past } = before;

  const resolvedId = before.isResolved ? incident?.incidentId : undefined;

  for (const anomaly of anomalies) {
    if (delivery.keysOf(anomaly).own !== keys.own) break;
    const severity = severityOf(anomaly.verdict.grade, rules.severityBands);
    if (checkpoint.has(anomaly) || other.has(anomaly)) {
      decisions.push({ decision: 'already_counted', severity });
      continue;
    }
    if (checkpoint.isFull) break;
    const isHeld = delivery.isUnrepeated(anomaly) && !cameBefore(before, anomaly);
    const step = countOne(incident, anomaly, { severity, isHeld, rules, nowMs, resolvedId });
    if (incident && incident.incidentId !== step.incident.incidentId) past = withPastIncident(past, incident);
    incident = step.incident;
    checkpoint.add(anomaly);
    const { incidentId } = incident;
    decisions.push({ decision: step.decision, severity, incidentId, alertId: step.alerts.at(-1)?.alertId });
    for (const alert of step.alerts) pending.add(alert, 'consumer', nowMs);
    toPublish.push(...step.alerts);
  }

  if (!checkpoint.hasMoved && toPublish.length === 0) return { decisions, overflow: [], toPublish };
  const overflow = pending.takeOverflow();
  const moved = checkpoint.hasMoved ? { [keys.own]: checkpoint.toItem(nowMs) } : {};
  const checkpoints = recentCheckpoints({ ...before.checkpoints, ...moved }, new Set(Object.keys(moved)), nowMs);
  return {
    item: {
      ...before,
      version: before.version + 1,
      incident,
      ...(past && past.length > 0 && { past }),
      checkpoints,
      pending: pending.toItem(),
    },
    decisions,
    overflow,
    toPublish: toPublish.filter((alert) => !overflow.includes(alert)),
  };
}

interface Step {
  readonly incident: OpenIncident;
  readonly decision: 'opened' | 'worsened' | 'joined' | 'held';
  /** What people must hear, in order. */
  readonly alerts: readonly IncidentAlert[];
}

interface CountingContext {
  readonly severity: Severity;
  readonly isHeld: boolean;
  readonly rules: IncidentRules;
  readonly nowMs: number;
  /** The incident that a person resolved: what comes now is another one. */
  readonly resolvedId?: string;
}

function countOne(open: OpenIncident | undefined, anomaly: Anomaly, context: CountingContext): Step {
  const { severity, rules, nowMs, resolvedId } = context;
  // A clock that runs ahead must not keep an incident open, nor close it for those that are right.
  const atMs = Math.min(anomaly.observation.timestampMs, anomaly.arrivalMs);
  const isOver = !open || open.incidentId === resolvedId || atMs > open.lastAnomalyAtMs + rules.cooldownMs;
  if (isOver) return openOne(open, anomaly, atMs, context);
  const worse = compareSeverity(severity, open.severity) > 0;
  const { untold, ...known } = open;
  const staysUntold = untold && isSameRecord(open, anomaly);
  const incident: OpenIncident = {
    ...known,
    lastAnomalyAtMs: Math.max(open.lastAnomalyAtMs, atMs),
    lastCountedAtMs: nowMs,
    anomalies: open.anomalies + 1,
    severity: worse ? severity : open.severity,
    ...(staysUntold && { untold }),
    lastAnomaly: describeAnomaly(anomaly),
  };
  const { source } = anomaly.observation;
  if (staysUntold) return { incident, decision: 'held', alerts: [] };
  if (untold) return { incident, decision: 'opened', alerts: [incidentAlert(incident, 'opened', source)] };
  if (!worse) return { incident, decision: 'joined', alerts: [] };
  return { incident, decision: 'worsened', alerts: [incidentAlert(incident, 'worsened', source)] };
}

/** Whether the source is known from an earlier record: then it is one that comes again, if seldom. */
function cameBefore({ incident, checkpoints }: IncidentItem, anomaly: Anomaly): boolean {
  return incident ? !isSameRecord(incident, anomaly) : Object.keys(checkpoints).length > 0;
}

/** Whether nothing but the record that it has already came of the incident's source. */
function isSameRecord({ lastAnomaly }: OpenIncident, { shardId, sequenceNumber }: Anomaly): boolean {
  return lastAnomaly.identity.startsWith(`${shardId}:${sequenceNumber}:`);
}

/** @param over the incident that this one replaces before any sweep saw it silent: people must hear that it is over */
function openOne(over: OpenIncident | undefined, anomaly: Anomaly, atMs: number, context: CountingContext): Step {
  const { severity, isHeld, nowMs } = context;
  const { source } = anomaly.observation;
  const described = describeAnomaly(anomaly);
  const incident: OpenIncident = {
    incidentId: incidentIdOf(described.identity),
    openedAtMs: atMs,
    lastAnomalyAtMs: atMs,
    lastCountedAtMs: nowMs,
    anomalies: 1,
    severity,
    ...(isHeld && { untold: true }),
    lastAnomaly: described,
  };
  const closed = over && !over.untold ? [incidentAlert(over, 'closed', source)] : [];
  if (isHeld) return { incident, decision: 'held', alerts: closed };
  return { incident, decision: 'opened', alerts: [...closed, incidentAlert(incident, 'opened', source)] };
}
