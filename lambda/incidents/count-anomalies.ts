import type { IncidentAlert } from '../../contracts/alert.ts';
import type { AnomalyDecision } from '../../contracts/log-lines.ts';
import { compareSeverity, type Severity, type SeverityBands, severityOf } from '../../contracts/verdict.ts';
import { type Anomaly, describeAnomaly, identityOfAnomaly, incidentIdOf } from './anomaly.ts';
import { incidentAlert } from './incident-alert.ts';
import type { IncidentItem, Mark, OpenIncident } from './incident-item.ts';
import { PendingAlerts } from './pending-alerts.ts';

export interface IncidentRules {
  /** An incident is over when its source has shown no anomaly for this long. */
  readonly cooldownMs: number;
  readonly severityBands: SeverityBands;
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
  /** One for each anomaly that was taken, in order; fewer than were given when too many alerts are pending. */
  readonly decisions: readonly Decision[];
  /** Once the item is written: what to tell now. */
  readonly toTell: readonly IncidentAlert[];
}

/** A record older than the event source mapping's longest maximum age, 7 days, is never delivered again. */
export const MARK_LIFETIME_MS = 8 * 24 * 3_600_000;

/**
 * Counts a source's anomalies of one shard, in shard order: those beyond the shard's mark open an incident, join it or make it worse, and move the
 * mark; those not beyond it were counted before and change nothing.
 */
export function countAnomalies(
  before: IncidentItem,
  anomalies: readonly Anomaly[],
  rules: IncidentRules,
  nowMs: number,
): Counting {
  let { incident } = before;
  const { shardId } = anomalies[0]!;
  let mark: Mark | undefined = before.marks[shardId];
  const pending = new PendingAlerts(before.pending);
  const decisions: Decision[] = [];
  const toTell = pending.takeOver(new Set(anomalies.map(identityOfAnomaly)), nowMs);

  for (const anomaly of anomalies) {
    const severity = severityOf(anomaly.verdict.grade, rules.severityBands);
    if (mark && !isBeyond(anomaly, mark)) {
      decisions.push({ decision: 'already_counted', severity });
      continue;
    }
    if (pending.isFull) break;
    const step = countOne(incident, anomaly, severity, rules, nowMs);
    incident = step.incident;
    mark = { sequenceNumber: anomaly.sequenceNumber, index: anomaly.index, atMs: nowMs };
    decisions.push({
      decision: step.decision,
      severity,
      incidentId: incident.incidentId,
      alertId: step.alert?.alertId,
    });
    if (step.alert) {
      pending.add(step.alert, 'consumer', nowMs);
      toTell.push(step.alert);
    }
  }

  if (mark === before.marks[shardId] && toTell.length === 0) return { decisions, toTell };
  const marks = { ...recentMarks(before.marks, nowMs), ...(mark && { [shardId]: mark }) };
  return {
    item: { ...before, version: before.version + 1, incident, marks, pending: pending.toItem() },
    decisions,
    toTell,
  };
}

/** Sequence numbers have no fixed length: compared as text, 9 comes after 10. */
function isBeyond({ sequenceNumber, index }: Anomaly, mark: Mark): boolean {
  const difference = BigInt(sequenceNumber) - BigInt(mark.sequenceNumber);
  return difference === 0n ? index > mark.index : difference > 0n;
}

interface Step {
  readonly incident: OpenIncident;
  readonly decision: 'opened' | 'worsened' | 'joined';
  readonly alert?: IncidentAlert;
}

function countOne(
  open: OpenIncident | undefined,
  anomaly: Anomaly,
  severity: Severity,
  { cooldownMs }: IncidentRules,
  nowMs: number,
): Step {
  // A clock that runs ahead must not keep an incident open, nor close it for those that are right.
  const atMs = Math.min(anomaly.observation.timestampMs, anomaly.arrivalMs);
  const described = describeAnomaly(anomaly);
  if (!open || atMs > open.lastAnomalyAtMs + cooldownMs) {
    const incident: OpenIncident = {
      incidentId: incidentIdOf(described.identity),
      openedAtMs: atMs,
      lastAnomalyAtMs: atMs,
      lastCountedAtMs: nowMs,
      anomalies: 1,
      severity,
      lastAnomaly: described,
    };
    return { incident, decision: 'opened', alert: incidentAlert(incident, 'opened', anomaly.observation.source) };
  }
  const worse = compareSeverity(severity, open.severity) > 0;
  const incident: OpenIncident = {
    ...open,
    lastAnomalyAtMs: Math.max(open.lastAnomalyAtMs, atMs),
    lastCountedAtMs: nowMs,
    anomalies: open.anomalies + 1,
    severity: worse ? severity : open.severity,
    lastAnomaly: described,
  };
  if (!worse) return { incident, decision: 'joined' };
  return { incident, decision: 'worsened', alert: incidentAlert(incident, 'worsened', anomaly.observation.source) };
}

function recentMarks(marks: IncidentItem['marks'], nowMs: number): IncidentItem['marks'] {
  return Object.fromEntries(Object.entries(marks).filter(([, { atMs }]) => atMs > nowMs - MARK_LIFETIME_MS));
}
