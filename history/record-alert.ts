import type { AlertOfIncident, IncidentHistory } from '../contracts/incident-history.ts';
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
  const into = heldBackInto === undefined ? {} : { heldBackInto };
  await history.addEntry(alert.incidentId, { what: 'told', atMs, alert, ...into });
  return changeHistory(history, alert.incidentId, (before) => withAlert(before, alert, atMs, escalateAfterMs));
}
