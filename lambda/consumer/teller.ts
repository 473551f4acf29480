import pLimit, { type LimitFunction } from 'p-limit';
import type { Alert } from '../../contracts/alert.ts';
import { tellAlerts } from '../../incidents/tell-alerts.ts';
import { Unavailable } from '../unavailable.ts';
import type { Ports } from './ports.ts';
import { RESERVE_MS } from './score-entries.ts';

/** Tells people, and reports it. Never fails, and gives up for this time when the topic does not answer or the time is over. */
export class Teller {
  readonly #ports: Ports;
  /** One at a time, so that the death of the process repeats at most one. */
  readonly #queue: LimitFunction = pLimit(1);
  readonly #telling: Promise<void>[] = [];
  #hasGivenUp = false;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /**
   * Tells in turn, while the caller goes on. What cannot be told stays on record, and the sweeper tells it.
   *
   * @param alerts pending in the item of `source`
   * @param sinceMs when they were written down
   */
  tell(source: string, alerts: readonly Alert[], sinceMs: number): void {
    if (alerts.length === 0) return;
    this.#telling.push(this.#queue(() => this.#tell(source, alerts, sinceMs)));
  }

  /** When everything was told or left to the sweeper. */
  async finished(): Promise<void> {
    await Promise.all(this.#telling.splice(0));
  }

  async #tell(source: string, alerts: readonly Alert[], sinceMs: number): Promise<void> {
    if (this.#hasGivenUp) return;
    if (this.#ports.remainingMs() <= RESERVE_MS) return this.#giveUp(new Error('no time left: the sweeper tells it'));
    const { told, refused, failure } = await tellAlerts(source, alerts, sinceMs, this.#ports);
    for (const alert of told) this.#ports.report.told(alert);
    for (const alert of refused) this.#ports.report.refused(alert);
    if (failure) this.#giveUp(failure);
  }

  #giveUp(failure: Error): void {
    this.#hasGivenUp = true;
    const port = failure instanceof Unavailable ? failure.port : 'alerts';
    this.#ports.report.unavailable({ port, reason: failure.message });
  }
}
