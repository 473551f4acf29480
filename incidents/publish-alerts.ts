import type { Alert } from '../contracts/alert.ts';
import type { IncidentStore } from './incident-item.ts';

/**
 * Hands an alert to everybody who subscribed. Fails with `Unavailable` when that did not work or is not known to have
 * worked, and with {@link PublishRefused} when it never will.
 */
export type Publish = (alert: Alert) => Promise<void>;

/** The topic finds fault with the alert itself: publishing it again does not help. */
export class PublishRefused extends Error {}

export interface PublishingPorts {
  readonly publish: Publish;
  readonly incidents: Pick<IncidentStore, 'clearPending' | 'keepAlert'>;
  now(): number;
}

export interface Publishing {
  readonly published: readonly Alert[];
  /** Refused by the topic, and kept for a person to look at. */
  readonly refused: readonly Alert[];
  /**
   * Why not all were published, or why one is not recorded as published: it stays pending, and the sweeper publishes
   * it.
   */
  readonly failure?: Error;
}

/** Whoever wrote an alert down publishes it within this time, or leaves it to the sweeper. */
export const PUBLISHING_MS = 30_000;
/**
 * What nobody has published by then, the sweeper takes on. Later than {@link PUBLISHING_MS}: the two never publish the
 * same alert.
 */
export const PENDING_AFTER_MS = 60_000;

/**
 * Publishes pending alerts of one source in order, each recorded as published before the next, so that a death in
 * between repeats one alert. One that the topic refuses is set aside and holds up nobody. Never throws for a port: an
 * alert that is pending is in good hands, and neither counting nor other sources wait for it.
 *
 * @param sinceMs when they were taken on
 */
export async function publishAlerts(
  source: string,
  alerts: readonly Alert[],
  sinceMs: number,
  { publish, incidents, now }: PublishingPorts,
): Promise<Publishing> {
  const published: Alert[] = [];
  const refused: Alert[] = [];
  try {
    for (const alert of alerts) {
      if (now() - sinceMs > PUBLISHING_MS)
        throw new Error('alerts are published too slowly: the sweeper publishes the rest');
      const refusal = await refusalOf(publish(alert));
      if (refusal) {
        await incidents.keepAlert({ source, alert, refusedBecause: refusal.message });
        refused.push(alert);
      } else {
        published.push(alert);
      }
      await incidents.clearPending(source, alert.alertId);
    }
    return { published, refused };
  } catch (error) {
    return { published, refused, failure: error as Error };
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
