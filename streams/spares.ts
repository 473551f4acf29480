import type { SourceState } from './source-state.ts';

/** Bytes that lie ready are at most so many. */
const MOST_BYTES = 8_000_000;

/** Bytes that were of use and are again, so that nobody has to make new ones for each copy. */
export class Spares {
  readonly #byLength = new Map<number, SourceState[]>();
  #bytes = 0;

  /** Gives bytes of this length, whatever is in them. */
  take(length: number): SourceState {
    const spare = this.#byLength.get(length)?.pop();
    if (spare === undefined) return new Uint8Array(length);
    this.#bytes -= length;
    return spare;
  }

  /** Takes bytes that nobody else uses any more. */
  put(bytes: SourceState): void {
    if (this.#bytes + bytes.length > MOST_BYTES) return;
    this.#bytes += bytes.length;
    const alike = this.#byLength.get(bytes.length);
    if (alike) alike.push(bytes);
    else this.#byLength.set(bytes.length, [bytes]);
  }
}
