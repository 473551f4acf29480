import pLimit, { type LimitFunction } from 'p-limit';
import type { Alert } from '../../contracts/alert.ts';
import { tellAlerts } from '../incidents/tell-alerts.ts';
import { Unavailable } from '../unavailable.ts';
import type { Ports } from './ports.ts';

/** Tells people what was written down, and reports it. Never fails: what could not be told is on record, and the sweeper tells it. */
export class Teller {
  readonly #ports: Ports;
  /** One at a time, so that the death of the process repeats at most one. */
  readonly #queue: LimitFunction = pLimit(1);
  #isAway = false;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** @param sinceMs when the alerts were written down */
  async tell(source: string, alerts: readonly Alert[], sinceMs: number): Promise<void> {
    if (alerts.length > 0) await this.#queue(() => this.#tellNext(source, alerts, sinceMs));
  }

  async #tellNext(source: string, alerts: readonly Alert[], sinceMs: number): Promise<void> {
    if (this.#isAway) return;
    const { told, failure } = await tellAlerts(source, alerts, sinceMs, this.#ports);
    for (const alert of told) this.#ports.report.told(alert);
    if (!failure) return;
    this.#isAway = true;
    const port = failure instanceof Unavailable ? failure.port : 'alerts';
    this.#ports.report.unavailable({ port, reason: failure.message });
  }
}
