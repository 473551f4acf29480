/** Bounds the bytes that all requests together keep in memory. */
export class ByteBudget {
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  /** One request's part, empty at first. */
  openShare(): ByteShare {
    let taken = 0;
    return {
      take: (bytes) => {
        if (bytes > this.#left) return false;
        this.#left -= bytes;
        taken += bytes;
        return true;
      },
      giveBack: () => {
        this.#left += taken;
        taken = 0;
      },
    };
  }
}

export interface ByteShare {
  /** @returns false if there are not so many left; then none is taken */
  take(bytes: number): boolean;
  giveBack(): void;
}
