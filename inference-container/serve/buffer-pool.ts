/** Holds an answer of a thousand rows. */
const BUFFER_BYTES = 256 * 1024;
/** As many as wait to be sent at once under load; more are left to the garbage collector. */
const MOST_KEPT = 8;

/** Large buffers to be used again: to allocate one costs more than to fill it. */
export class BufferPool {
  readonly #kept: Buffer[] = [];

  /** A buffer of at least so many bytes, with whatever was left in them. */
  take(bytes: number): Buffer {
    const kept = bytes <= BUFFER_BYTES ? this.#kept.pop() : undefined;
    return kept ?? Buffer.allocUnsafeSlow(Math.max(bytes, BUFFER_BYTES));
  }

  /** @param buffer from {@link take}, which nobody looks at any more */
  giveBack(buffer: Buffer): void {
    if (buffer.length === BUFFER_BYTES && this.#kept.length < MOST_KEPT) this.#kept.push(buffer);
  }
}
