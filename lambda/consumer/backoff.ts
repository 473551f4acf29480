/** Waits after the first, second, ... failure in a row, milliseconds: a few calls a minute however long it takes. */
const WAITS_MS = [1000, 4000, 12_000, 20_000];
/** Shards must not all knock at once. */
const SPREAD = 0.2;

/**
 * How long to leave something alone that was unavailable. Outlives the invocation: Lambda delivers an unfinished batch
 * again at once, and the endpoint should not notice.
 */
export class Backoff {
  #failures = 0;
  #notBeforeMs = 0;

  waitMs(nowMs: number): number {
    return Math.max(0, this.#notBeforeMs - nowMs);
  }

  /**
   * @param random in [0, 1)
   * @param replacedAtMs when there is no more to wait for, because something else takes its place
   * @returns how long to wait now, milliseconds
   */
  failed(nowMs: number, random: number, replacedAtMs = Number.POSITIVE_INFINITY): number {
    const usualMs = Math.round(
      WAITS_MS[Math.min(this.#failures, WAITS_MS.length - 1)] * (1 + SPREAD * (2 * random - 1)),
    );
    const waitMs = Math.max(0, Math.min(usualMs, replacedAtMs - nowMs));
    this.#failures++;
    this.#notBeforeMs = nowMs + waitMs;
    return waitMs;
  }

  /**
   * @param failuresOfOne how many in a row are left all the same: those of a single observation, which waits as long
   */
  succeeded(failuresOfOne = 0): void {
    this.#failures = failuresOfOne;
    this.#notBeforeMs = 0;
  }

  /** Something was unavailable just now: ask once, not several times at once. */
  get isOpen(): boolean {
    return this.#failures > 0;
  }
}
