import { type IncidentHistory, labelOf, stateOf } from '../../contracts/incident-history.ts';
import { csvLine } from '../../tabular/csv-line.ts';

const COLUMNS = [
  'incident',
  'source',
  'about',
  'state',
  'resolution',
  'severity',
  'began',
  'last',
  'ended',
  'observations',
  'features',
  'worst_at',
  'worst_grade',
  'explanation',
  'act',
  'by',
  'why',
  'escalated',
  'storm',
] as const;

/** The first line of the CSV. */
export const INCIDENT_CSV_HEAD = csvLine(COLUMNS);

/** One incident as a line of CSV; no spreadsheet runs what a producer wrote. */
export function incidentCsvLine(history: IncidentHistory): string {
  const { act = history.label, peak, escalation, overAtMs } = history;
  return csvLine([
    history.incidentId,
    history.source,
    history.about,
    stateOf(history),
    labelOf(history)?.resolution,
    history.severity,
    iso(history.openedAtMs),
    iso(history.lastAnomalyAtMs),
    iso(overAtMs),
    history.anomalies,
    history.features.join('; '),
    peak?.timestamp,
    peak?.grade,
    peak?.explanation,
    act?.kind,
    act?.by,
    act?.why,
    iso(escalation?.decidedAtMs),
    history.stormId,
  ]);
}

/** One incident as JSON on one line, with its state; times are milliseconds since the epoch. */
export function incidentJsonLine({ version: _, ...history }: IncidentHistory): string {
  return JSON.stringify({ ...history, state: stateOf({ version: 0, ...history }) });
}

function iso(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}
