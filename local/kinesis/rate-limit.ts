/**
 * How much may happen in any span of `windowMs`: a sliding window, so that no burst across the border of two seconds
 * passes, as it would with one counter per second.
 */
export class RateLimit {
  readonly #windowMs: number;
  readonly #most: number;
  readonly #taken: { atMs: number; amount: number }[] = [];
  #oldest = 0;
  #sum = 0;

  constructor(windowMs: number, most: number) {
    this.#windowMs = windowMs;
    this.#most = most;
  }

  /** Whether `amount` fits now; takes nothing. */
  fits(amount: number, nowMs: number): boolean {
    this.#forget(nowMs);
    return this.#sum + amount <= this.#most;
  }

  take(amount: number, nowMs: number): void {
    this.#sum += amount;
    const last = this.#taken.at(-1);
    if (last?.atMs === nowMs) last.amount += amount;
    else this.#taken.push({ atMs: nowMs, amount });
  }

  #forget(nowMs: number): void {
    while (this.#oldest < this.#taken.length && this.#taken[this.#oldest].atMs <= nowMs - this.#windowMs) {
      this.#sum -= this.#taken[this.#oldest].amount;
      this.#oldest++;
    }
    if (this.#oldest < 1024 && this.#oldest < this.#taken.length) return;
    this.#taken.splice(0, this.#oldest);
    this.#oldest = 0;
  }
}
