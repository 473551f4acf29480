import pLimit, { type LimitFunction } from 'p-limit';
import type { Alert } from '../../contracts/alert.ts';
import { tellAlerts } from '../incidents/tell-alerts.ts';
import { Unavailable } from '../unavailable.ts';
import type { Ports } from './ports.ts';

/** Tells people, and reports it. Never fails, and gives up for this time when the topic does not answer. */
export class Teller {
  readonly #ports: Ports;
  /** One at a time, so that the death of the process repeats at most one. */
  readonly #queue: LimitFunction = pLimit(1);
  #isAway = false;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /**
   * What cannot be told stays on record, and the sweeper tells it.
   *
   * @param alerts pending in the item of `source`
   * @param sinceMs when they were written down
   */
  async tell(source: string, alerts: readonly Alert[], sinceMs: number): Promise<void> {
    if (alerts.length === 0) return;
    await this.#queue(async () => {
      if (this.#isAway) return;
      const { told, failure } = await tellAlerts(source, alerts, sinceMs, this.#ports);
      for (const alert of told) this.#ports.report.told(alert);
      if (failure) this.#giveUp(failure);
    });
  }

  #giveUp(failure: Error): void {
    this.#isAway = true;
    const port = failure instanceof Unavailable ? failure.port : 'alerts';
    this.#ports.report.unavailable({ port, reason: failure.message });
  }
}
