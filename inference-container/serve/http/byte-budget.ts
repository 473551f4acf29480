/** Bounds the bytes that all requests together keep in memory. */
export class ByteBudget {
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  /** @returns false if there are not so many left; then none is taken */
  take(bytes: number): boolean {
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }

  /** @param bytes taken before */
  giveBack(bytes: number): void {
    this.#left += bytes;
  }
}
