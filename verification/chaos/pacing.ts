import { setTimeout as sleep } from 'node:timers/promises';
import type { Ledger } from './ledger.ts';

/** No more is put while something has waited for so long: a slow machine makes a run longer, and nothing too old. */
const FAR_BEHIND_MS = 60_000;
/** Longer than a call that puts records takes. */
const PUTTING_MS = 2000;

/**
 * Holds the traffic where those who judge are far behind, and before hours are skipped: what waited then would be too
 * old before anybody could have judged it, and what it would have taught could not be foreseen.
 */
export class Pacing {
  readonly #ledger: Pick<Ledger, 'oldestWaitingMs'>;
  #givingUpLeft: number;
  #skips = 0;
  #waits = 0;

  /** @param givingUp outages to come in which what waits becomes too old */
  constructor(ledger: Pick<Ledger, 'oldestWaitingMs'>, givingUp: number) {
    this.#ledger = ledger;
    this.#givingUpLeft = givingUp;
  }

  get isHeld(): boolean {
    const oldestMs = this.#ledger.oldestWaitingMs();
    return this.#waits > 0 || (oldestMs !== undefined && performance.now() - oldestMs > FAR_BEHIND_MS);
  }

  /** Whether hours are skipped now, or as soon as nothing waits. */
  get isSkipping(): boolean {
    return this.#skips > 0;
  }

  /** Whether something will still be given up for its age. */
  get isGivingUpLeft(): boolean {
    return this.#givingUpLeft > 0;
  }

  /** Waits until nothing does. */
  async beginSkip(): Promise<void> {
    this.#skips++;
    this.#waits++;
    // What was put last may still be on its way to the ledger.
    do await sleep(PUTTING_MS);
    while (this.#ledger.oldestWaitingMs() !== undefined);
    this.#waits--;
  }

  /** Holds the traffic for as long as the work takes. */
  async heldFor(work: () => Promise<void>): Promise<void> {
    this.#waits++;
    await work();
    this.#waits--;
  }

  /** @param gaveUp whether what waited became too old */
  endSkip(gaveUp: boolean): void {
    this.#skips--;
    if (gaveUp) this.#givingUpLeft--;
  }
}
