import { Unavailable } from './failures.ts';

/** What was read of something that people change answers for so long. */
const VALID_MS = 30_000;

/** What a process read last of something that people change. Losing it costs the time to read it again. */
export class LastKnown<T> {
  #known: { readonly value: T; readonly askedAtMs: number } | undefined;

  /**
   * Reads it where what is known is older than half a minute. Where it cannot be read, what was known last goes on.
   *
   * @param onFailure hears why it could not be read, once in half a minute
   * @throws Unavailable where it cannot be read and nothing is known
   */
  async get(read: () => Promise<T>, nowMs: number, onFailure: (failure: Unavailable) => void): Promise<T> {
    const known = this.#known;
    if (known && nowMs - known.askedAtMs < VALID_MS) return known.value;
    try {
      const value = await read();
      this.#known = { value, askedAtMs: nowMs };
      return value;
    } catch (error) {
      if (!(error instanceof Unavailable) || !known) throw error;
      this.#known = { value: known.value, askedAtMs: nowMs };
      onFailure(error);
      return known.value;
    }
  }
}
