/** Decides when what should happen now and then is due. */
export class TroubleSchedule {
  readonly #random: () => number;
  readonly #intensity: number;
  readonly #timesLeft = new Map<string, number>();

  /** @param intensity how many times as often as asked for */
  constructor(random: () => number, intensity: number) {
    this.#random = random;
    this.#intensity = intensity;
  }

  /**
   * Says whether what should happen in `share` of all times that this is asked is due now. Gaps are random, but never
   * longer than twice the mean, so that a short run has some of everything too.
   */
  isDue(what: string, share: number): boolean {
    const gap = () => 1 + Math.floor((2 * this.#random()) / (share * this.#intensity));
    const left = (this.#timesLeft.get(what) ?? gap()) - 1;
    this.#timesLeft.set(what, left === 0 ? gap() : left);
    return left === 0;
  }
}
