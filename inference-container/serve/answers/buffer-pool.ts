/** Holds an answer of a thousand rows. */
const BUFFER_BYTES = 256 * 1024;
/** As many as wait to be sent at once under load; more are left to the garbage collector. */
const MOST_KEPT = 8;

/** A buffer, and a view of the whole of it. */
export interface PooledBuffer {
  readonly bytes: Buffer;
  readonly view: DataView;
}

/** Keeps large buffers to be used again: to allocate one costs more than to fill it. */
export class BufferPool {
  readonly #kept: PooledBuffer[] = [];

  /** Gives a buffer of at least so many bytes, with whatever was left in them. */
  take(bytes: number): PooledBuffer {
    const kept = bytes <= BUFFER_BYTES ? this.#kept.pop() : undefined;
    return kept ?? allocate(Math.max(bytes, BUFFER_BYTES));
  }

  /** Takes back a buffer from {@link take} at which nobody looks any more. */
  giveBack(buffer: PooledBuffer): void {
    if (buffer.bytes.length === BUFFER_BYTES && this.#kept.length < MOST_KEPT) this.#kept.push(buffer);
  }
}

function allocate(length: number): PooledBuffer {
  const bytes = Buffer.allocUnsafeSlow(length);
  return { bytes, view: new DataView(bytes.buffer) };
}
