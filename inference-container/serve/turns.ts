/** Work in steps: between two of them others may have their turn. */
export type Work<T> = Generator<void, T>;

/**
 * Lets pieces of long work take turns, one step of one of them between two looks at the network, so that a small request
 * never waits for a large one, only for a step of it.
 */
export class Turns {
  /** Each takes its next step and says whether that was its last. */
  readonly #waiting: (() => boolean)[] = [];

  /** The work's value, or what it threw, after as many turns as it has steps. */
  finish<T>(work: Work<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const step = (): boolean => {
        try {
          const { done, value } = work.next();
          if (done) resolve(value);
          return done === true;
        } catch (error) {
          reject(error);
          return true;
        }
      };
      if (this.#waiting.push(step) === 1) setImmediate(this.#takeTurn);
    });
  }

  readonly #takeTurn = (): void => {
    const step = this.#waiting.shift()!;
    if (!step()) this.#waiting.push(step);
    if (this.#waiting.length > 0) setImmediate(this.#takeTurn);
  };
}
