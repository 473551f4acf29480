import type { Clock } from '../../../local/event-source-mapping/clock.ts';

/** Time that passes only while a test waits, and then at once from timer to timer. */
export class VirtualClock implements Clock {
  #nowMs: number;
  readonly #timers = new Set<{ atMs: number; callback: () => void }>();

  constructor(startMs = Date.UTC(2026, 10, 20, 12)) {
    this.#nowMs = startMs;
  }

  readonly now = (): number => this.#nowMs;

  after(ms: number, callback: () => void): () => void {
    const timer = { atMs: this.#nowMs + Math.max(0, ms), callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Lets time pass until the promise is settled. */
  async until<T>(promise: Promise<T>): Promise<T> {
    let isSettled = false;
    const settle = () => {
      isSettled = true;
    };
    promise.then(settle, settle);
    for (;;) {
      await drained();
      if (isSettled) return promise;
      if (!this.#fireNext(Number.POSITIVE_INFINITY)) throw new Error('nothing is left that could settle the promise');
    }
  }

  async advance(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    do await drained();
    while (this.#fireNext(endMs));
    this.#nowMs = endMs;
    await drained();
  }

  #fireNext(latestMs: number): boolean {
    const [next] = [...this.#timers].sort((a, b) => a.atMs - b.atMs);
    if (!next || next.atMs > latestMs) return false;
    this.#timers.delete(next);
    this.#nowMs = next.atMs;
    next.callback();
    return true;
  }
}

/** Resolves when every promise that can go on has gone on. */
function drained(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
