import { type Alert, isNoData, isStorm, type StormAlert, type StormMember } from '../contracts/alert.ts';
import type { AlertOfIncident, IncidentHistory, PeakAnomaly } from '../contracts/incident-history.ts';
import { compareSeverity } from '../contracts/verdict.ts';

/** What one message can name. */
const MAX_FEATURES = 10;
const LED_BY = 3;
const MAX_NAME_LENGTH = 128;
const MAX_SENTENCE_LENGTH = 300;
const MAX_MEMBERS = 10;

/**
 * Whether an alert belongs into the history of an incident: test alerts, data quality and models have none, nor has
 * what was too much at one time and is part of incidents that were told alone.
 */
export function isOfIncident(alert: Alert): alert is AlertOfIncident {
  if (isNoData(alert)) return true;
  if (isStorm(alert)) return alert.members > 0;
  return 'anomaly' in alert && !alert.test;
}

/** Whether it tells that an incident is over. */
export function tellsEnd({ kind }: AlertOfIncident): boolean {
  return kind === 'closed' || kind === 'data_again' || kind === 'storm_over';
}

/**
 * Adds what an alert says to what is known of its incident. In whatever order alerts come, and however often, the same
 * is known in the end: each field is the least, the largest, the worst or the union of what they say.
 *
 * @param escalateAfterMs when others are told, counted from the first alert that was not held back; absent where
 *   nobody is
 * @returns `before` itself where the alert says nothing new
 */
export function withAlert(
  before: IncidentHistory | undefined,
  alert: AlertOfIncident,
  atMs: number,
  escalateAfterMs?: number,
): IncidentHistory {
  const said = historyOf(alert, atMs);
  const isToEscalate = escalateAfterMs !== undefined && !tellsEnd(alert);
  const escalation = before?.escalation ?? (isToEscalate ? { dueMs: atMs + escalateAfterMs } : undefined);
  if (!before) return { ...said, ...(escalation && { escalation }) };
  const last = later(before.last, said.last);
  const peak = strangest(before.peak, said.peak);
  const overAtMs = before.overAtMs ?? said.overAtMs;
  const members = worstOf([...(before.members ?? []), ...(said.members ?? [])]);
  const after: IncidentHistory = {
    ...before,
    openedAtMs: Math.min(before.openedAtMs, said.openedAtMs),
    firstToldAtMs: Math.min(before.firstToldAtMs, atMs),
    lastAnomalyAtMs: Math.max(before.lastAnomalyAtMs, said.lastAnomalyAtMs),
    severity: compareSeverity(said.severity, before.severity) > 0 ? said.severity : before.severity,
    anomalies: Math.max(before.anomalies, said.anomalies),
    ...(peak && { peak }),
    features: firstNames([...before.features, ...said.features]),
    ...(last && { last }),
    ...(overAtMs !== undefined && { overAtMs }),
    ...(members.length > 0 && { members }),
    ...(escalation && { escalation }),
  };
  if (JSON.stringify(after) === JSON.stringify(before)) return before;
  return { ...after, version: before.version + 1, lastToldAtMs: Math.max(before.lastToldAtMs, atMs) };
}

/** Of one alert alone. */
function historyOf(alert: AlertOfIncident, atMs: number): IncidentHistory {
  const common = {
    version: 1,
    incidentId: alert.incidentId,
    source: alert.source,
    firstToldAtMs: atMs,
    lastToldAtMs: atMs,
    severity: alert.severity,
    ...(tellsEnd(alert) ? { overAtMs: atMs } : { last: { alertId: alert.alertId, anomalies: countOf(alert) } }),
  };
  if (isNoData(alert)) {
    const [openedAtMs, lastAnomalyAtMs] = [Date.parse(alert.since), Date.parse(alert.noticedAt)];
    return { ...common, about: 'silence', openedAtMs, lastAnomalyAtMs, anomalies: 0, features: [] };
  }
  if (isStorm(alert)) return { ...common, ...storyOfStorm(alert) };
  const { openedAt, anomalies, anomaly } = alert;
  const { identity, timestamp, grade, explanation, contributions } = anomaly;
  const sentence = explanation?.slice(0, MAX_SENTENCE_LENGTH).toWellFormed();
  return {
    ...common,
    about: 'anomalies',
    openedAtMs: Date.parse(openedAt),
    lastAnomalyAtMs: Date.parse(timestamp),
    anomalies,
    peak: { identity, timestamp, grade, ...(sentence !== undefined && { explanation: sentence }) },
    features: firstNames(contributions.slice(0, LED_BY).map(({ feature }) => feature)),
  };
}

function storyOfStorm({ openedAt, noticedAt, members, alike, worst }: StormAlert) {
  return {
    about: 'storm',
    openedAtMs: Date.parse(openedAt),
    lastAnomalyAtMs: Date.parse(noticedAt),
    anomalies: members,
    features: firstNames(Object.keys(alike).slice(0, LED_BY)),
    ...(worst.length > 0 && { members: worstOf(worst) }),
  } as const;
}

/** The worst of all that were told of, each source once, so that the order of what was told does not matter. */
function worstOf(members: readonly StormMember[]): StormMember[] {
  const inOrder = members.toSorted((a, b) => {
    return compareSeverity(b.severity, a.severity) || compareText(JSON.stringify(a), JSON.stringify(b));
  });
  const worst = new Map<string, StormMember>();
  for (const member of inOrder) if (!worst.has(member.source)) worst.set(member.source, member);
  return [...worst.values()].slice(0, MAX_MEMBERS);
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** The least of all names, so that their order does not matter. */
function firstNames(names: readonly string[]): string[] {
  const cut = names.map((name) => name.slice(0, MAX_NAME_LENGTH).toWellFormed());
  return [...new Set(cut)].sort().slice(0, MAX_FEATURES);
}

function strangest(a: PeakAnomaly | undefined, b: PeakAnomaly | undefined): PeakAnomaly | undefined {
  if (!a || !b) return a ?? b;
  if (a.grade !== b.grade) return a.grade > b.grade ? a : b;
  return a.identity <= b.identity ? a : b;
}

function later(a: IncidentHistory['last'], b: IncidentHistory['last']): IncidentHistory['last'] {
  if (!a || !b) return a ?? b;
  if (a.anomalies !== b.anomalies) return a.anomalies > b.anomalies ? a : b;
  // Messages of a storm are numbered.
  return (a.alertId.length - b.alertId.length || compareText(a.alertId, b.alertId)) > 0 ? a : b;
}

function countOf(alert: AlertOfIncident): number {
  if (isNoData(alert)) return 0;
  return isStorm(alert) ? alert.members : alert.anomalies;
}
