import type { Alert } from '../../contracts/alert.ts';
import type { IncidentTable } from './incident-item.ts';

/** Hands an alert to everybody who subscribed. Fails with {@link Unavailable} when that did not work or is not known to have worked. */
export type Publish = (alert: Alert) => Promise<void>;

export interface Telling {
  readonly told: readonly Alert[];
  /** Why the rest was not told, or why it is not recorded as told: it stays pending, and the sweeper tells it within a minute or two. */
  readonly failure?: Error;
}

/**
 * Publishes pending alerts of one source in order, and then records that they were told. Never throws: an alert that is pending is in good hands,
 * and neither counting nor other sources wait for it.
 */
export async function tellAlerts(
  source: string,
  alerts: readonly Alert[],
  { publish, incidents }: { publish: Publish; incidents: Pick<IncidentTable, 'clearPending'> },
): Promise<Telling> {
  const told: Alert[] = [];
  let failure: Error | undefined;
  try {
    for (const alert of alerts) {
      await publish(alert);
      told.push(alert);
    }
  } catch (error) {
    failure = error as Error;
  }
  try {
    if (told.length > 0)
      await incidents.clearPending(
        source,
        told.map(({ alertId }) => alertId),
      );
  } catch (error) {
    failure ??= error as Error;
  }
  return { told, failure };
}
