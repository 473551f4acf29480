import type { Alert, IncidentAlert } from '../contracts/alert.ts';
import type { AnomalyDecision } from '../contracts/log-lines.ts';
import { type Severity, type SeverityBands, severityOf } from '../contracts/verdict.ts';
import { ADMIT_ALL, type Admit } from './admission.ts';
import { type Anomaly, identityOfAnomaly } from './anomaly.ts';
import { OpenCheckpoint, recentCheckpoints } from './checkpoint.ts';
import type { CheckpointKeys } from './checkpoint-keys.ts';
import type { IncidentItem } from './incident-item.ts';
import { withPastIncident } from './past-incidents.ts';
import { PendingAlerts } from './pending-alerts.ts';
import { type Story, takeAnomaly } from './take-anomaly.ts';

export interface IncidentRules {
  /** An incident is over when its source has shown no anomaly for this long, or longer where it speaks seldom. */
  readonly cooldownMs: number;
  readonly severityBands: SeverityBands;
  /** Points that open an incident, see `evidence.ts`. @default 1: every anomaly does */
  readonly openingEvidence?: number;
  /** What may be evidence at all. @default everything */
  readonly admit?: Admit;
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
  /** Of `evidence`: points that there are, and that open an incident, `2 of 3`. */
  readonly evidence?: string;
  /** Which rule admitted or held it, and, where it held it, why. */
  readonly rule?: string;
  readonly because?: string;
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

/** The rule that holds what seems to be of sources that never come again. */
const UNREPEATED = {
  rule: 'unrepeated_source',
  because: 'no source is named, and none of many partition keys came twice',
};

/**
 * Counts a source's anomalies of one delivery, in shard order. Each that its checkpoint does not have is held by a
 * rule,
 * or it is evidence, opens an incident, or belongs to the open one; the others were counted before and change nothing.
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
  const counted: CountedSoFar = {
    resolvedId: before.isResolved ? before.incident?.incidentId : undefined,
    story: { incident: before.incident, evidence: before.evidence ?? [] },
    past: before.past,
  };

  for (const anomaly of anomalies) {
    if (delivery.keysOf(anomaly).own !== keys.own) break;
    if (checkpoint.has(anomaly) || other.has(anomaly)) {
      decisions.push({ decision: 'already_counted', severity: severityOf(anomaly.verdict.grade, rules.severityBands) });
      continue;
    }
    if (checkpoint.isFull) break;
    checkpoint.add(anomaly);
    const isNew = delivery.isUnrepeated(anomaly) && !cameBefore(before, anomaly);
    const { decision, alerts } = countOne(counted, anomaly, isNew, rules, nowMs);
    decisions.push(decision);
    for (const alert of alerts) pending.add(alert, 'consumer', nowMs);
    toPublish.push(...alerts);
  }

  if (!checkpoint.hasMoved && toPublish.length === 0) return { decisions, overflow: [], toPublish };
  const overflow = pending.takeOverflow();
  const moved = checkpoint.hasMoved ? { [keys.own]: checkpoint.toItem(nowMs) } : {};
  const checkpoints = recentCheckpoints({ ...before.checkpoints, ...moved }, new Set(Object.keys(moved)), nowMs);
  return {
    item: { ...nextItem(before, counted), checkpoints, pending: pending.toItem() },
    decisions,
    overflow,
    toPublish: toPublish.filter((alert) => !overflow.includes(alert)),
  };
}

/** Moves as anomalies are counted. */
interface CountedSoFar {
  /** The incident that a person resolved: what comes now is another one. */
  readonly resolvedId?: string;
  story: Story;
  past: IncidentItem['past'];
}

/** @param isNew its source is one of those that never come again, and was not seen before */
function countOne(counted: CountedSoFar, anomaly: Anomaly, isNew: boolean, rules: IncidentRules, nowMs: number) {
  const { cooldownMs, severityBands, openingEvidence: needed = 1, admit = ADMIT_ALL } = rules;
  const severity = severityOf(anomaly.verdict.grade, severityBands);
  const admission = isNew ? { isAdmitted: false as const, ...UNREPEATED } : admit(anomaly, severity, nowMs);
  if (!admission.isAdmitted) {
    const { rule, because } = admission;
    return { decision: { decision: 'held' as const, severity, rule, because }, alerts: [] };
  }
  const { resolvedId } = counted;
  const taking = { severity, admission, cooldownMs, severityBands, needed, nowMs, resolvedId };
  const step = takeAnomaly(counted.story, anomaly, taking);
  if (step.over) counted.past = withPastIncident(counted.past, step.over);
  counted.story = step;
  const { incident, decision, isShort, alerts } = step;
  const told = alerts.find(({ kind }) => kind === decision);
  return {
    decision: {
      decision,
      severity,
      ...(incident && { incidentId: incident.incidentId }),
      ...(told && { alertId: told.alertId }),
      ...(isShort !== undefined && { evidence: isShort }),
      ...(admission.rule !== undefined && { rule: admission.rule }),
    },
    alerts,
  };
}

function nextItem(before: IncidentItem, { story, past }: CountedSoFar): IncidentItem {
  const { incident, evidence } = story;
  const { evidence: _, ...rest } = before;
  return {
    ...rest,
    version: before.version + 1,
    incident,
    ...(evidence.length > 0 && { evidence }),
    ...(past && past.length > 0 && { past }),
  };
}

/** Whether the source is known from an earlier record: then it is one that comes again, if seldom. */
function cameBefore({ checkpoints }: IncidentItem, { sequenceNumber }: Anomaly): boolean {
  return Object.values(checkpoints).some(({ counted }) =>
    Object.keys(counted).some((record) => record !== sequenceNumber),
  );
}
