/** How often each alert was received, by its id. */
export class AlertWatch {
  readonly #received = new Map<string, number>();

  /** @param body the alert as JSON, as subscribers get it */
  receive(body: string): void {
    const { alertId } = JSON.parse(body) as { alertId: string };
    this.#received.set(alertId, (this.#received.get(alertId) ?? 0) + 1);
  }

  get ids(): ReadonlySet<string> {
    return new Set(this.#received.keys());
  }

  /** Receipts beyond the first of each alert. */
  get repeats(): number {
    let repeats = 0;
    for (const times of this.#received.values()) repeats += times - 1;
    return repeats;
  }
}
