import type { Alert, IncidentAlert } from '../contracts/alert.ts';
import type { IncidentItem, PendingAlert } from './incident-item.ts';

/**
 * What fits an item of 400 KB beside the incident and the checkpoints. An alert is some 2 KB, and 80 KB if somebody
 * tries hard.
 */
const MAX_BYTES = 140_000;

/** Alerts of one source that await publishing: its outbox. */
export class PendingAlerts {
  readonly #alerts: Map<string, PendingAlert>;

  constructor(alerts: IncidentItem['pending']) {
    this.#alerts = new Map(Object.entries(alerts));
  }

  /** The caller publishes it once the item is written. */
  add(alert: Alert, publisher: PendingAlert['publisher'], nowMs: number): void {
    this.#alerts.set(alert.alertId, { alert, publisher, sinceMs: nowMs });
  }

  /**
   * Alerts of anomalies that are delivered again: an earlier delivery wrote them down and, for all we know, died before
   * publishing. Those that the sweeper has taken on are left to it.
   *
   * @param identities of the anomalies
   */
  takeOver(identities: ReadonlySet<string>, nowMs: number): IncidentAlert[] {
    const left: IncidentAlert[] = [];
    for (const { alert, publisher } of this.#alerts.values()) {
      if (publisher === 'sweeper' || !('anomaly' in alert) || !identities.has(alert.anomaly.identity)) continue;
      this.#alerts.set(alert.alertId, { alert, publisher, sinceMs: nowMs });
      left.push(alert);
    }
    return left;
  }

  /**
   * Takes out those for which the item has no room, the oldest first: each must be kept on its own before the item is
   * written.
   */
  takeOverflow(): Alert[] {
    const sizes = [...this.#alerts.values()].map((pending) => Buffer.byteLength(JSON.stringify(pending)));
    let bytes = sizes.reduce((sum, size) => sum + size, 0);
    const overflow: Alert[] = [];
    for (const [i, [alertId, { alert }]] of [...this.#alerts].entries()) {
      if (bytes <= MAX_BYTES) break;
      bytes -= sizes[i];
      this.#alerts.delete(alertId);
      overflow.push(alert);
    }
    return overflow;
  }

  toItem(): IncidentItem['pending'] {
    return Object.fromEntries(this.#alerts);
  }
}
