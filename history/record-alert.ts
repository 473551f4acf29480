import type { AlertOfIncident, IncidentHistory } from '../contracts/incident-history.ts';
import { isOpening } from '../incidents/storm.ts';
import { changeHistory, type HistoryStore } from './history-store.ts';
import { withAlert } from './with-alert.ts';

/** How an alert is told. */
interface Telling {
  readonly atMs: number;
  /** When others are told of its incident; absent where nobody is. */
  readonly escalateAfterMs?: number | undefined;
  /** The incident across sources whose messages have it; absent where it is told alone. */
  readonly heldBackInto?: string;
}

/**
 * Writes an alert down in the history of its incident, its line first: who dies in between repeats it, and the line is
 * there once.
 *
 * @returns what is known of the incident then
 */
export async function recordAlert(
  history: HistoryStore,
  alert: AlertOfIncident,
  { atMs, escalateAfterMs, heldBackInto }: Telling,
): Promise<IncidentHistory> {
  const { incidentId, source, severity } = alert;
  const into = heldBackInto === undefined ? {} : { heldBackInto };
  await history.addEntry(incidentId, { what: 'told', atMs, alert, ...into });
  const stormId = isOpening(alert) ? heldBackInto : undefined;
  if (stormId !== undefined) await history.addEntry(stormId, { what: 'joined', atMs, incidentId, source, severity });
  return changeHistory(history, incidentId, (before) =>
    partOf(stormId, before, withAlert(before, alert, atMs, escalateAfterMs)),
  );
}

/** People hear of an incident whose opening was held back as part of the one across sources. */
function partOf(
  stormId: string | undefined,
  before: IncidentHistory | undefined,
  after: IncidentHistory,
): IncidentHistory {
  if (stormId === undefined || after.stormId !== undefined) return after;
  return { ...after, version: (before?.version ?? 0) + 1, stormId };
}
