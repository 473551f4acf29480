import type { Alert } from '../contracts/alert.ts';
import type { IncidentStore } from './incident-item.ts';
import type { MessageGate } from './message-gate.ts';
import { type AlertFate, isEnd, isOpening } from './storm.ts';

/**
 * Hands an alert to everybody who subscribed. Fails with `Unavailable` when that did not work or is not known to have
 * worked, and with {@link PublishRefused} when it never will.
 */
export type Publish = (alert: Alert) => Promise<void>;

/** The topic finds fault with the alert itself: publishing it again does not help. */
export class PublishRefused extends Error {}

export interface PublishingPorts {
  readonly publish: Publish;
  readonly gate: MessageGate;
  readonly incidents: Pick<IncidentStore, 'clearPending' | 'keepAlert' | 'noteHeldBack'>;
  now(): number;
}

export interface Publishing {
  readonly published: readonly Alert[];
  /** Refused by the topic, and kept for a person to look at. */
  readonly refused: readonly Alert[];
  /** Told together with others, by the sweeper. */
  readonly heldBack: readonly HeldBack[];
  /**
   * Why not all were published, or why one is not recorded as published: it stays pending, and the sweeper publishes
   * it.
   */
  readonly failure?: Error;
}

/** An alert that is told with others, and the reason. */
export interface HeldBack {
  readonly alert: Alert;
  readonly fate: Extract<AlertFate, { readonly is: 'held' }>;
}

/** Whoever wrote an alert down publishes it within this time, or leaves it to the sweeper. */
export const PUBLISHING_MS = 30_000;
/**
 * What nobody has published by then, the sweeper takes on. Later than {@link PUBLISHING_MS}: the two never publish the
 * same alert.
 */
export const PENDING_AFTER_MS = 60_000;

/**
 * Publishes pending alerts of one source in order, those that the gate does not hold back, each recorded as published
 * before the next, so that a death in between repeats one alert. One that the topic refuses is set aside and holds up
 * nobody. Never throws for a port: an alert that is pending is in good hands, and neither counting nor other sources
 * wait for it.
 *
 * @param sinceMs when they were taken on
 */
export async function publishAlerts(
  source: string,
  alerts: readonly Alert[],
  sinceMs: number,
  ports: PublishingPorts,
): Promise<Publishing> {
  const published: Alert[] = [];
  const refused: Alert[] = [];
  const heldBack: HeldBack[] = [];
  try {
    for (const alert of alerts) {
      if (ports.now() - sinceMs > PUBLISHING_MS)
        throw new Error('alerts are published too slowly: the sweeper publishes the rest');
      const fate = await ports.gate.ask(source, alert);
      // Whoever waits stays pending: the sweeper takes it up.
      if (fate.is === 'waits' || fate.is === 'gone') continue;
      if (fate.is === 'held') {
        await noteHeldBack(source, alert, ports);
        heldBack.push({ alert, fate });
      } else {
        const isRefused = await publishOne(source, alert, ports);
        (isRefused ? refused : published).push(alert);
      }
      await ports.incidents.clearPending(source, alert.alertId);
      ports.gate.settle(alert);
    }
    return { published, refused, heldBack };
  } catch (error) {
    return { published, refused, heldBack, failure: error as Error };
  }
}

/** Publishes one alert, and sets it aside where the topic refuses it. Whether it did. */
export async function publishOne(
  source: string,
  alert: Alert,
  { publish, incidents }: Pick<PublishingPorts, 'publish' | 'incidents'>,
): Promise<boolean> {
  const refusal = await refusalOf(publish(alert));
  if (refusal) await incidents.keepAlert({ source, alert, refusedBecause: refusal.message });
  return refusal !== undefined;
}

/** Has what comes of an incident follow its beginning, until it is over, before that is off the list. */
export async function noteHeldBack(
  source: string,
  alert: Alert,
  { incidents }: Pick<PublishingPorts, 'incidents'>,
): Promise<void> {
  const isOver = isEnd(alert);
  if ((isOver || isOpening(alert)) && 'incidentId' in alert)
    await incidents.noteHeldBack(source, alert.incidentId, isOver);
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
