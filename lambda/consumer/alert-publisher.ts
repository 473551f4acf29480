import pLimit, { type LimitFunction } from 'p-limit';
import type { Alert } from '../../contracts/alert.ts';
import { publishAlerts } from '../../incidents/publish-alerts.ts';
import { Unavailable } from '../failures.ts';
import { type Ports, RESERVE_MS } from './ports.ts';

/**
 * Publishes pending alerts, and reports it. Never fails, and gives up for this time when the topic does not answer or
 * the time is over.
 */
export class AlertPublisher {
  readonly #ports: Ports;
  readonly #arrivals: ReadonlyMap<string, number>;
  /** One at a time, so that the death of the process repeats at most one. */
  readonly #queue: LimitFunction = pLimit(1);
  readonly #publishing: Promise<void>[] = [];
  #hasGivenUp = false;

  /** @param arrivals of what alerts may be about, milliseconds since the epoch, by identity */
  constructor(ports: Ports, arrivals: ReadonlyMap<string, number> = new Map()) {
    this.#ports = ports;
    this.#arrivals = arrivals;
  }

  /**
   * Publishes in turn, while the caller goes on. What cannot be published stays on record, and the sweeper publishes
   * it.
   *
   * @param alerts pending in the item of `source`
   * @param sinceMs when they were written down
   */
  publish(source: string, alerts: readonly Alert[], sinceMs: number): void {
    if (alerts.length === 0) return;
    this.#publishing.push(this.#queue(() => this.#publish(source, alerts, sinceMs)));
  }

  /** When everything was published or left to the sweeper. */
  async finished(): Promise<void> {
    await Promise.all(this.#publishing.splice(0));
  }

  async #publish(source: string, alerts: readonly Alert[], sinceMs: number): Promise<void> {
    if (this.#hasGivenUp) return;
    const { report, remainingMs } = this.#ports;
    if (remainingMs() <= RESERVE_MS) return this.#giveUp(new Error('no time left: the sweeper publishes the rest'));
    const { published, refused, heldBack, failure } = await publishAlerts(source, alerts, sinceMs, this.#ports);
    for (const alert of published) report.published(alert, this.#arrivalOf(alert));
    for (const alert of refused) report.refused(alert);
    for (const alert of heldBack) report.heldBack(alert);
    if (failure) this.#giveUp(failure);
  }

  #arrivalOf(alert: Alert): number | undefined {
    return 'anomaly' in alert ? this.#arrivals.get(alert.anomaly.identity) : undefined;
  }

  #giveUp(failure: Error): void {
    this.#hasGivenUp = true;
    const port = failure instanceof Unavailable ? failure.port : 'alerts';
    this.#ports.report.unavailable({ port, reason: failure.message });
  }
}
