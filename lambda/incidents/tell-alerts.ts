import type { Alert } from '../../contracts/alert.ts';
import type { IncidentTable } from './incident-item.ts';

/** Hands an alert to everybody who subscribed. Fails with `Unavailable` when that did not work or is not known to have worked. */
export type Publish = (alert: Alert) => Promise<void>;

export interface TellingPorts {
  readonly publish: Publish;
  readonly incidents: Pick<IncidentTable, 'clearPending'>;
  now(): number;
}

export interface Telling {
  readonly told: readonly Alert[];
  /** Why not all were told, or why one is not recorded as told: it stays pending, and the sweeper tells it. */
  readonly failure?: Error;
}

/** Whoever wrote an alert down tells it within this time, or leaves it to the sweeper. */
export const TELLING_MS = 30_000;
/** What nobody has told by then, the sweeper takes on. Later than {@link TELLING_MS}: the two never tell the same alert. */
export const PENDING_AFTER_MS = 60_000;

/**
 * Publishes pending alerts of one source in order, each recorded as told before the next, so that a death in between repeats one alert. Never throws: an
 * alert that is pending is in good hands, and neither counting nor other sources wait for it.
 *
 * @param sinceMs when they were taken on
 */
export async function tellAlerts(
  source: string,
  alerts: readonly Alert[],
  sinceMs: number,
  { publish, incidents, now }: TellingPorts,
): Promise<Telling> {
  const told: Alert[] = [];
  try {
    for (const alert of alerts) {
      if (now() - sinceMs > TELLING_MS) throw new Error('alerts are told too slowly: the sweeper tells the rest');
      await publish(alert);
      told.push(alert);
      await incidents.clearPending(source, alert.alertId);
    }
    return { told };
  } catch (error) {
    return { told, failure: error as Error };
  }
}
