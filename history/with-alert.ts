import { type Alert, isNoData, isStorm } from '../contracts/alert.ts';
import type { AlertOfIncident, IncidentHistory, PeakAnomaly } from '../contracts/incident-history.ts';
import { compareSeverity } from '../contracts/verdict.ts';

/** What one message can name. */
const MAX_FEATURES = 10;
const LED_BY = 3;
const MAX_NAME_LENGTH = 128;
const MAX_SENTENCE_LENGTH = 300;

/** Whether an alert belongs into the history of an incident: test alerts, storms, data quality and models have none. */
export function isOfIncident(alert: Alert): alert is AlertOfIncident {
  if (isNoData(alert)) return true;
  if (isStorm(alert)) return false;
  return alert.kind !== 'data_quality' && alert.kind !== 'model' && !alert.test;
}

/** Whether it tells that an incident is over. */
export function tellsEnd({ kind }: AlertOfIncident): boolean {
  return kind === 'closed' || kind === 'data_again';
}

/**
 * Adds what an alert says to what is known of its incident. In whatever order alerts come, and however often, the same
 * is known in the end: each field is the least, the largest, the worst or the union of what they say.
 *
 * @param escalateAfterMs when others are told, counted from the first alert; absent where nobody is
 * @returns `before` itself where the alert says nothing new
 */
export function withAlert(
  before: IncidentHistory | undefined,
  alert: AlertOfIncident,
  atMs: number,
  escalateAfterMs?: number,
): IncidentHistory {
  const said = historyOf(alert, atMs);
  if (!before) {
    return { ...said, ...(escalateAfterMs !== undefined && { escalation: { dueMs: atMs + escalateAfterMs } }) };
  }
  const last = later(before.last, said.last);
  const peak = strangest(before.peak, said.peak);
  const overAtMs = before.overAtMs ?? said.overAtMs;
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
  return a.alertId >= b.alertId ? a : b;
}

function countOf(alert: AlertOfIncident): number {
  return isNoData(alert) ? 0 : alert.anomalies;
}
