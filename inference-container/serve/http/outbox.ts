/** Once an answer has waited for so long, the next one does not wait, and takes it along. */
const MOST_WAIT_MS = 0.5;

/**
 * Lets answers leave together: all that were made during one look at the network, unless that takes long. Sent one by one each wakes
 * its client, who takes the processor in the midst of the work for the next one; that cost a request up to a sixth of its time.
 */
export class Outbox {
  readonly #now: () => number;
  /** Each sends an answer. */
  #waiting: (() => void)[] = [];
  #firstSinceMs = 0;

  /** @param now milliseconds of a clock that only goes forward */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Calls `send` as soon as the network was looked at, or sooner, in the order of coming. */
  add(send: () => void): void {
    const nowMs = this.#now();
    if (this.#waiting.push(send) === 1) {
      this.#firstSinceMs = nowMs;
      setImmediate(this.#sendAll);
    } else if (nowMs - this.#firstSinceMs > MOST_WAIT_MS) this.#sendAll();
  }

  readonly #sendAll = (): void => {
    const sending = this.#waiting;
    this.#waiting = [];
    for (const send of sending) send();
  };
}
