/** Work in steps: between two of them others may have their turn. */
export type Job<T> = Generator<void, T>;

/** Long enough that to look at the network costs little beside it, short enough that nobody notices having waited for it. */
const TURN_MS = 0.5;

/**
 * Lets pieces of long work take turns: as many steps as are begun within half a millisecond between two looks at the network,
 * so that a small request never waits for a large one, only for that long and one step.
 */
export class CooperativeScheduler {
  readonly #now: () => number;
  /** Each takes its next step and says whether that was its last. */
  readonly #waiting: (() => boolean)[] = [];

  /** @param now milliseconds of a clock that only goes forward */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Calls `step` in its turns until it says that it is done. */
  add(step: () => boolean): void {
    if (this.#waiting.push(step) === 1) setImmediate(this.#takeTurn);
  }

  readonly #takeTurn = (): void => {
    const end = this.#now() + TURN_MS;
    do {
      if (this.#waiting[0]()) this.#waiting.shift();
    } while (this.#waiting.length > 0 && this.#now() < end);
    // whoever was in the middle of it comes after the others next time
    if (this.#waiting.length > 1) this.#waiting.push(this.#waiting.shift()!);
    if (this.#waiting.length > 0) setImmediate(this.#takeTurn);
  };
}
