/** Draws row numbers, without replacement by Floyd's method: each set is equally likely. */
export class RowSampler {
  readonly chosen: Int32Array;
  readonly #rowCount: number;
  readonly #bootstrap: boolean;
  readonly #random: () => number;
  /** A bit for each row, so that those of a million stay in a near cache. */
  readonly #taken: Int32Array;

  constructor(rowCount: number, sampleCount: number, bootstrap: boolean, random: () => number) {
    this.chosen = new Int32Array(sampleCount);
    this.#rowCount = rowCount;
    this.#bootstrap = bootstrap;
    this.#random = random;
    this.#taken = new Int32Array(Math.ceil(rowCount / 32));
  }

  /** Draws into `chosen`; returns how many. */
  draw(): number {
    const { chosen } = this;
    const taken = this.#taken;
    const rowCount = this.#rowCount;
    let count = 0;
    for (let i = rowCount - chosen.length; i < rowCount; i++) {
      let row = Math.floor(this.#random() * (this.#bootstrap ? rowCount : i + 1));
      if ((taken[row >>> 5] & (1 << (row & 31))) !== 0) {
        if (this.#bootstrap) continue;
        row = i;
      }
      taken[row >>> 5] |= 1 << (row & 31);
      chosen[count++] = row;
    }
    for (let i = 0; i < count; i++) taken[chosen[i] >>> 5] = 0;
    return count;
  }
}
