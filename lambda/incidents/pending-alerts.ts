import type { Alert, IncidentAlert } from '../../contracts/alert.ts';
import type { IncidentItem, PendingAlert } from './incident-item.ts';

/** What fits an item of 400 KB beside the incident and the marks. An alert is some 2 KB, and 30 KB if somebody tries hard. */
const MAX_BYTES = 200_000;

/** Alerts of one source that await telling. */
export class PendingAlerts {
  readonly #alerts: Record<string, PendingAlert>;
  #bytes = 0;

  constructor(alerts: IncidentItem['pending']) {
    this.#alerts = { ...alerts };
    for (const alert of Object.values(alerts)) this.#bytes += sizeOf(alert);
  }

  get isFull(): boolean {
    return this.#bytes >= MAX_BYTES;
  }

  /** The caller tells it once the item is written. */
  add(alert: Alert, teller: PendingAlert['teller'], nowMs: number): void {
    const pending: PendingAlert = { alert, teller, sinceMs: nowMs };
    this.#alerts[alert.alertId] = pending;
    this.#bytes += sizeOf(pending);
  }

  /**
   * Alerts of anomalies that are delivered again: an earlier delivery wrote them down and, for all we know, died before telling. Those that the sweeper
   * has taken on are left to it.
   *
   * @param identities of the anomalies
   */
  takeOver(identities: ReadonlySet<string>, nowMs: number): IncidentAlert[] {
    const left: IncidentAlert[] = [];
    for (const { alert, teller } of Object.values(this.#alerts)) {
      if (teller === 'sweeper' || alert.kind === 'data_quality' || !identities.has(alert.anomaly.identity)) continue;
      this.#alerts[alert.alertId] = { alert, teller, sinceMs: nowMs };
      left.push(alert);
    }
    return left;
  }

  toItem(): IncidentItem['pending'] {
    return this.#alerts;
  }
}

function sizeOf(pending: PendingAlert): number {
  return Buffer.byteLength(JSON.stringify(pending));
}
