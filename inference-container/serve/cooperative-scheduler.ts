/** Long work in steps: between two of them other work may have its turn. What it returns is its result. */
export type Job<T> = Generator<void, T>;

/** Long enough that a look at the network costs little beside it, short enough that nobody notices the wait. */
const TURN_MS = 0.5;

/**
 * Lets long jobs take turns on the one thread: it takes as many steps as begin within half a millisecond between two
 * looks at the network. So a small request never waits for a large one, only for that long and one step.
 */
export class CooperativeScheduler {
  readonly #now: () => number;
  /** Each takes its next step and says whether that was its last. */
  readonly #waiting: (() => boolean)[] = [];

  /** @param now milliseconds of a clock that only goes forward */
  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * Runs a job to its end, in turns with the others.
   *
   * @param isSmall takes the first step now, before whoever waits: with that a small job is mostly done
   * @returns the result of the job; rejects with what a step of it throws
   */
  run<T>(job: Job<T>, isSmall = false): Promise<T> {
    return new Promise((resolve, reject) => {
      const step = (): boolean => {
        try {
          const { done, value } = job.next();
          if (done) resolve(value);
          return done === true;
        } catch (error) {
          reject(error);
          return true;
        }
      };
      if (isSmall && step()) return;
      if (this.#waiting.push(step) === 1) setImmediate(this.#takeTurn);
    });
  }

  readonly #takeTurn = (): void => {
    const end = this.#now() + TURN_MS;
    do {
      if (this.#waiting[0]()) this.#waiting.shift();
    } while (this.#waiting.length > 0 && this.#now() < end);
    // a job that is not done comes after the others next time
    if (this.#waiting.length > 1) this.#waiting.push(this.#waiting.shift()!);
    if (this.#waiting.length > 0) setImmediate(this.#takeTurn);
  };
}
