import type { IncidentAlert } from '../contracts/alert.ts';
import { type Severity, type SeverityBands, severityOf } from '../contracts/verdict.ts';
import type { Admission } from './admission.ts';
import { type Anomaly, describeAnomaly, incidentIdOf, timeOfAnomaly } from './anomaly.ts';
import { charactersOf } from './character.ts';
import { evidenceWindowMs, gathered, pointsOf, type WeakAnomaly } from './evidence.ts';
import { incidentAlert } from './incident-alert.ts';
import type { OpenIncident } from './incident-item.ts';
import { joinIncident } from './join-incident.ts';
import { extentOfIncident, incidentGrade } from './severity.ts';
import { silenceThatEndsMs } from './silence-that-ends.ts';
import { withTold } from './told-characters.ts';

/** What is known of a source's anomalies while they are counted. */
export interface Story {
  readonly incident?: OpenIncident;
  readonly evidence: readonly WeakAnomaly[];
}

/** What one anomaly made of it. */
export interface Step extends Story {
  readonly decision: 'opened' | 'worsened' | 'changed' | 'resumed' | 'joined' | 'evidence';
  /** What people must hear, in order. */
  readonly alerts: readonly IncidentAlert[];
  /** Where there is not enough: of how many points that would open an incident there are how many, `2 of 3`. */
  readonly isShort?: string;
  /** An incident that this one ended, because it came after the silence that ends it. */
  readonly over?: OpenIncident;
}

/** What taking an anomaly goes by. */
export interface Taking {
  /** Of the anomaly's own verdict. */
  readonly severity: Severity;
  readonly admission: Extract<Admission, { isAdmitted: true }>;
  readonly cooldownMs: number;
  readonly severityBands: SeverityBands;
  /** Points that open an incident. */
  readonly needed: number;
  readonly nowMs: number;
  /** The incident that a person resolved: what comes now is another one. */
  readonly resolvedId?: string;
}

/** Takes an anomaly that the rules admit: it is evidence, opens an incident, or belongs to the open one. */
export function takeAnomaly({ incident: open, evidence }: Story, anomaly: Anomaly, taking: Taking): Step {
  const { cooldownMs, needed, nowMs, severityBands } = taking;
  const { grade } = anomaly.verdict;
  const atMs = timeOfAnomaly(anomaly);
  const silenceMs = silenceThatEndsMs(cooldownMs, anomaly.usualIntervalMs ?? open?.usualIntervalMs);
  const isResolved = open !== undefined && open.incidentId === taking.resolvedId;
  const isOver = isResolved || (open !== undefined && atMs > open.lastAnomalyAtMs + silenceMs);
  const weak = { atMs, grade, points: pointsOf(anomaly, taking.severity, needed) };
  const all = gathered(isOver ? [] : evidence, weak, evidenceWindowMs(anomaly, cooldownMs));
  const isProven = all.points >= needed;
  if (open && !isOver) {
    const severityOfOne = (incident: OpenIncident) => severityNow(incident, severityBands);
    const joining = { severityOf: severityOfOne, silenceMs, isProven, nowMs };
    const { incident, alert } = joinIncident(open, anomaly, joining);
    const alerts = alert ? [alert] : [];
    return { incident, evidence: incident.isPaused ? all.weak : [], decision: decisionOf(alert), alerts };
  }
  const { source } = anomaly.observation;
  const closed = open ? [incidentAlert(open, 'closed', source)] : [];
  const over = open && { over: open };
  if (!isProven) {
    return { evidence: all.weak, decision: 'evidence', alerts: closed, isShort: `${all.points} of ${needed}`, ...over };
  }
  const incident = openOne(anomaly, all.weak, taking);
  return {
    incident,
    evidence: [],
    decision: 'opened',
    alerts: [...closed, incidentAlert(incident, 'opened', source)],
    ...over,
  };
}

function decisionOf(alert: IncidentAlert | undefined): Step['decision'] {
  return (alert?.kind ?? 'joined') as Step['decision'];
}

function openOne(anomaly: Anomaly, weak: readonly WeakAnomaly[], taking: Taking): OpenIncident {
  const { admission, nowMs } = taking;
  const atMs = timeOfAnomaly(anomaly);
  const { advice, channels } = admission;
  const described = describeAnomaly(anomaly);
  const characters = charactersOf(anomaly.verdict.contributions);
  const incident = {
    incidentId: incidentIdOf(described.identity),
    openedAtMs: Math.min(...weak.map((one) => one.atMs)),
    lastAnomalyAtMs: Math.max(...weak.map((one) => one.atMs)),
    lastCountedAtMs: nowMs,
    anomalies: weak.length,
    grade: Math.max(...weak.map(({ grade }) => grade)),
    features: Math.max(1, characters.length),
    ...(anomaly.usualIntervalMs !== undefined && { usualIntervalMs: anomaly.usualIntervalMs }),
    told: { messages: 1, atMs, wallMs: nowMs, ...withTold(undefined, characters) },
    ...(advice && { advice }),
    ...(channels && { channels }),
    lastAnomaly: described,
  };
  return { ...incident, severity: severityNow(incident, taking.severityBands) };
}

function severityNow(incident: Omit<OpenIncident, 'severity'>, bands: SeverityBands): Severity {
  return severityOf(incidentGrade(extentOfIncident(incident)), bands);
}
