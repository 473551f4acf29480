/**
 * How long it takes after a fault until everything that was put before its end has become something. While another
 * outage goes on nothing can recover, so the clock starts again at its end.
 */
export class RecoveryWatch {
  longestMs = 0;
  #open: number[] = [];
  #outages = 0;

  begin(): void {
    this.#outages++;
    this.#open = [];
  }

  end(nowMs: number): void {
    this.#outages--;
    this.#open.push(nowMs);
  }

  /** @param oldestWaitingMs when the oldest record was put that is not accounted for */
  look(nowMs: number, oldestWaitingMs = nowMs): void {
    if (this.#outages > 0) return;
    const recovered = this.#open.filter((endMs) => endMs < oldestWaitingMs);
    for (const endMs of recovered) this.longestMs = Math.max(this.longestMs, nowMs - endMs);
    this.#open = this.#open.filter((endMs) => endMs >= oldestWaitingMs);
  }
}
