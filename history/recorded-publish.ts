import type { Alert } from '../contracts/alert.ts';
import type { AlertOfIncident, IncidentHistory } from '../contracts/incident-history.ts';
import { type Publish, PublishRefused } from '../incidents/publish-alerts.ts';
import type { HistoryStore } from './history-store.ts';
import { recordAlert } from './record-alert.ts';
import { isOfIncident } from './with-alert.ts';

/** What recording needs. */
export interface RecordingPorts {
  readonly history: HistoryStore;
  readonly publish: Publish;
  /** The wall clock, milliseconds since the epoch. */
  now(): number;
}

/**
 * Publishes what stands in the history of its incident: each alert is written down there first. So nobody hears of
 * anything that the history lacks, and who dies in between repeats both, because the alert stays pending.
 *
 * @param escalateAfterMinutes when others are told of an incident that nobody acknowledged; absent where nobody is
 */
export function recordedPublish({ history, publish, now }: RecordingPorts, escalateAfterMinutes?: number): Publish {
  const escalateAfterMs = escalateAfterMinutes && escalateAfterMinutes * 60_000;
  return async (alert: Alert) => {
    if (!isOfIncident(alert)) return publish(alert);
    const atMs = now();
    const known = await recordAlert(history, alert, { atMs, escalateAfterMs });
    const told = withResolution(alert, known);
    try {
      await publish(told);
    } catch (error) {
      if (error instanceof PublishRefused) {
        const refusedBecause = error.message.slice(0, 1000);
        await history.addEntry(alert.incidentId, { what: 'told', atMs, alert: told, refusedBecause });
      }
      throw error;
    }
  };
}

/** Who hears of the end hears who said that it is one. */
function withResolution(alert: AlertOfIncident, { act }: IncidentHistory): AlertOfIncident {
  if (alert.kind !== 'closed' || act?.kind !== 'resolved') return alert;
  const { by, why, resolution = 'true' } = act;
  return { ...alert, resolved: { by, resolution, why } };
}
