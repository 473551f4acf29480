/** How long it takes from the answer to an anomalous observation's put until a subscriber has its alert. */
export class PutToAlert {
  /** By observation id. */
  readonly #acceptedMs = new Map<string, number>();
  #latenciesMs: number[] = [];

  accepted(id: string, nowMs: number): void {
    this.#acceptedMs.set(id, nowMs);
  }

  /** @param body the alert as JSON */
  received(body: string, nowMs: number): void {
    const { anomaly } = JSON.parse(body) as { anomaly?: { id?: string } };
    const acceptedMs = this.#acceptedMs.get(anomaly?.id ?? '');
    if (acceptedMs !== undefined) this.#latenciesMs.push(nowMs - acceptedMs);
  }

  /** Begins anew. */
  forget(): void {
    this.#latenciesMs = [];
  }

  get count(): number {
    return this.#latenciesMs.length;
  }

  /** NaN when there was no alert. */
  quantileMs(q: number): number {
    const sorted = this.#latenciesMs.toSorted((a, b) => a - b);
    return Math.round(sorted[Math.floor(q * sorted.length)] ?? Number.NaN);
  }
}
