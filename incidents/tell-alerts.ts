import type { Alert } from '../contracts/alert.ts';
import type { IncidentTable } from './incident-item.ts';

/**
 * Hands an alert to everybody who subscribed. Fails with `Unavailable` when that did not work or is not known to have worked, and with
 * {@link PublishRefused} when it never will.
 */
export type Publish = (alert: Alert) => Promise<void>;

/** The topic finds fault with the alert itself: publishing it again does not help. */
export class PublishRefused extends Error {}

export interface TellingPorts {
  readonly publish: Publish;
  readonly incidents: Pick<IncidentTable, 'clearPending' | 'keepAlert'>;
  now(): number;
}

export interface Telling {
  readonly told: readonly Alert[];
  /** Refused by the topic, and kept for a person to look at. */
  readonly refused: readonly Alert[];
  /** Why not all were told, or why one is not recorded as told: it stays pending, and the sweeper tells it. */
  readonly failure?: Error;
}

/** Whoever wrote an alert down tells it within this time, or leaves it to the sweeper. */
export const TELLING_MS = 30_000;
/** What nobody has told by then, the sweeper takes on. Later than {@link TELLING_MS}: the two never tell the same alert. */
export const PENDING_AFTER_MS = 60_000;

/**
 * Publishes pending alerts of one source in order, each recorded as told before the next, so that a death in between repeats one alert. One that the
 * topic refuses is set aside and holds up nobody. Never throws for a port: an alert that is pending is in good hands, and neither counting nor other
 * sources wait for it.
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
  const refused: Alert[] = [];
  try {
    for (const alert of alerts) {
      if (now() - sinceMs > TELLING_MS) throw new Error('alerts are told too slowly: the sweeper tells the rest');
      const refusal = await refusalOf(publish(alert));
      if (refusal) {
        await incidents.keepAlert({ source, alert, refusedBecause: refusal.message });
        refused.push(alert);
      } else {
        told.push(alert);
      }
      await incidents.clearPending(source, alert.alertId);
    }
    return { told, refused };
  } catch (error) {
    return { told, refused, failure: error as Error };
  }
}

/** Why the topic refused what was published; undefined when it took it. */
export async function refusalOf(publishing: Promise<void>): Promise<PublishRefused | undefined> {
  try {
    await publishing;
    return undefined;
  } catch (error) {
    if (error instanceof PublishRefused) return error;
    throw error;
  }
}
