import type { InvokeOutcome } from '../../local/lambda/invoke-outcome.ts';
import type { InterceptBatch } from '../../local/local-cloud.ts';

/**
 * Lets nothing be under way while the clock is set ahead: hours never pass within one invocation, and one that found
 * them gone would leave behind what it could not read in time.
 */
export class DeliveryGate {
  #underWay = 0;
  #closed: Promise<void> | undefined;
  #onEmpty: (() => void) | undefined;

  /** Throttles what comes while it is closed, so that whoever delivers looks at the time again. */
  around(intercept: InterceptBatch): InterceptBatch {
    return async (proceed) => {
      if (this.#closed) {
        await this.#closed;
        return { kind: 'throttled' };
      }
      return this.#counted(() => intercept(proceed));
    };
  }

  /** Waits until nothing is under way, and keeps it so while the work is done. */
  async closedFor(work: () => void): Promise<void> {
    const { promise: closed, resolve: open } = Promise.withResolvers<void>();
    this.#closed = closed;
    if (this.#underWay > 0) {
      await new Promise<void>((resolve) => {
        this.#onEmpty = resolve;
      });
    }
    work();
    this.#closed = undefined;
    open();
  }

  async #counted(deliver: () => Promise<InvokeOutcome>): Promise<InvokeOutcome> {
    this.#underWay++;
    try {
      return await deliver();
    } finally {
      this.#underWay--;
      if (this.#underWay === 0) this.#onEmpty?.();
    }
  }
}
