import { type Alert, isStorm } from '../../contracts/alert.ts';

/** How often each alert was received, by its id. */
export class AlertWatch {
  readonly #received = new Map<string, number>();
  readonly #summarised = new Map<string, number>();

  /** @param body the alert as JSON, as subscribers get it */
  receive(body: string): void {
    const alert = JSON.parse(body) as Alert;
    const { alertId } = alert;
    if (isStorm(alert)) this.#summarised.set(alertId, alert.heldBack);
    this.#received.set(alertId, (this.#received.get(alertId) ?? 0) + 1);
  }

  get ids(): ReadonlySet<string> {
    return new Set(this.#received.keys());
  }

  /** Alerts that the messages about many sources say that they stand for. */
  get summarised(): number {
    return [...this.#summarised.values()].reduce((sum, heldBack) => sum + heldBack, 0);
  }

  /** Receipts beyond the first of each alert. */
  get repeats(): number {
    let repeats = 0;
    for (const times of this.#received.values()) repeats += times - 1;
    return repeats;
  }
}
