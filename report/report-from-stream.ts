import type { Alert } from '../contracts/alert.ts';
import type { AnomalyLine, VerdictLine } from '../contracts/log-lines.ts';
import { compareSeverity } from '../contracts/verdict.ts';
import { collectRows, type JudgedRow } from './collect-rows.ts';
import { type Alarm, type Happening, nameOfQuarantined, type QuarantinedRow, reportEvents } from './events.ts';
import type { Ranking } from './ranking.ts';
import type { ReportData, ReportFigures, ReportIncident, StrangeObservation } from './report-data.ts';
import { Strangest } from './strangest.ts';

/** Anomalies that say why, when somebody points at them: some 200 kB of the page. */
const MOST_EXPLAINED = 500;

export interface StreamRun extends Pick<ReportData, 'title' | 'subject' | 'madeAtMs' | 'quality' | 'latency'> {
  readonly figures: ReportFigures;
  readonly ranking: Ranking;
  /** One per verdict, anomalies with what was decided about them, in any order; a repeat of an identity is left out. */
  readonly lines: AsyncIterable<VerdictLine | AnomalyLine> | Iterable<VerdictLine | AnomalyLine>;
  readonly alerts: readonly Alert[];
  /** Whether the observation is labelled strange; `undefined` where that is not known. */
  readonly isStrange: (line: VerdictLine) => boolean | undefined;
  /** What the past of its source expected of each value; the log says it of strange ones alone. */
  readonly usualOf?: (line: VerdictLine) => JudgedRow['usual'];
  /** What is known to have happened, by name. */
  readonly happenings?: readonly Happening[];
  readonly quarantinedRows?: readonly QuarantinedRow[];
}

/**
 * A report of what went through a stream, made from the consumer's log lines and the alerts that a subscriber received.
 */
export async function reportFromStream(run: StreamRun): Promise<ReportData> {
  const { title, subject, madeAtMs, quality, latency, figures, ranking } = run;
  const seen = new Set<string>();
  const incidents = new Map<string, ReportIncident>();
  const alertsOf = countAlerts(run.alerts);
  const strangest = new Strangest(MOST_EXPLAINED);
  let collector: ReturnType<typeof collectRows> | undefined;
  let modelVersion: string | undefined;

  for await (const line of run.lines) {
    if (seen.has(line.identity)) continue;
    seen.add(line.identity);
    collector ??= collectRows(featureNames(line), ranking.measure);
    modelVersion = line.verdict.modelVersion;
    const index = collector.add({
      ...line.verdict,
      score: ranking.of(line.verdict),
      threshold: ranking.threshold,
      features: line.features ?? [],
      source: line.source,
      timestampMs: Date.parse(line.observedAt),
      strange: run.isStrange(line),
      usual: run.usualOf?.(line),
    });
    if (!line.verdict.anomalous) continue;
    const strange = strangeObservation(line, index, ranking);
    strangest.add(strange);
    if ('incidentId' in line && line.incidentId !== undefined) addToIncident(incidents, line, strange, alertsOf);
  }
  const rows = (collector ?? collectRows([])).rows();
  return {
    title,
    subject,
    madeAtMs,
    modelVersion,
    figures,
    rows,
    incidents: [...incidents.values()],
    explained: strangest.list(),
    quarantinedRows: run.quarantinedRows?.map((row) => ({ ...row, name: nameOfQuarantined(row, run.happenings) })),
    events: rows.timestampMs && reportEvents(rows, Array.from(incidents.values(), alarmOf), run.happenings),
    quality,
    latency,
  };
}

function featureNames({ features, verdict }: VerdictLine): string[] {
  if (features === undefined) return [];
  if (!Array.isArray(features)) return Object.keys(features);
  const named = verdict.contributions?.map(({ feature }) => feature);
  return named?.length === features.length ? named : features.map((_, index) => `value ${index + 1}`);
}

function countAlerts(alerts: readonly Alert[]): Map<string, Set<string>> {
  const ids = new Map<string, Set<string>>();
  for (const alert of alerts) {
    if (!('incidentId' in alert)) continue;
    ids.set(alert.incidentId, (ids.get(alert.incidentId) ?? new Set()).add(alert.alertId));
  }
  return ids;
}

function addToIncident(
  incidents: Map<string, ReportIncident>,
  { incidentId = '', severity, observedAt }: AnomalyLine,
  strange: StrangeObservation,
  alertsOf: ReadonlyMap<string, ReadonlySet<string>>,
): void {
  const atMs = Date.parse(observedAt);
  const known = incidents.get(incidentId);
  incidents.set(incidentId, {
    incidentId,
    severity: known && compareSeverity(known.severity, severity) > 0 ? known.severity : severity,
    openedAtMs: Math.min(atMs, known?.openedAtMs ?? atMs),
    lastAtMs: Math.max(atMs, known?.lastAtMs ?? atMs),
    anomalies: (known?.anomalies ?? 0) + 1,
    alerts: alertsOf.get(incidentId)?.size ?? 0,
    worst: known && known.worst.grade >= strange.grade ? known.worst : strange,
  });
}

function alarmOf({ severity, openedAtMs, lastAtMs, anomalies, worst }: ReportIncident): Alarm {
  const { source, explanation } = worst;
  return { source, fromMs: openedAtMs, toMs: lastAtMs, severity, anomalies, explanation };
}

function strangeObservation(
  { source, observedAt, id, verdict }: VerdictLine,
  index: number,
  ranking: Ranking,
): StrangeObservation {
  const { grade, surprise, imputed, contributions = [], explanation } = verdict;
  const timestampMs = Date.parse(observedAt);
  const { threshold } = ranking;
  const score = ranking.of(verdict);
  const what = { score, threshold, grade, surprise, imputed, contributions, explanation };
  return { index, source, timestampMs, id, ...what };
}
