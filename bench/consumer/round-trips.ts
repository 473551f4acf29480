/** Counts the answers that a process has to wait for, one after the other, as if all calls took equally long. */
export class RoundTrips {
  /** So far. */
  count = 0;
  #waiting: (() => void)[] = [];

  /** One call: answered with all others that wait. */
  answered(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  /** Answers until the work is done. */
  async run<T>(work: Promise<T>): Promise<T> {
    let isOver = false;
    const ended = work.finally(() => {
      isOver = true;
    });
    while (!isOver) {
      await new Promise(setImmediate);
      if (this.#waiting.length === 0) continue;
      this.count++;
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const resolve of waiting) resolve();
    }
    return ended;
  }
}
