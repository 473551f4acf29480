/** A window advances in so many steps. */
export const STEPS = 60;

/** Bytes of a window that counts, and of one that also sums. */
export const COUNT_BYTES = 8 + 4 * STEPS;
export const SUM_BYTES = COUNT_BYTES + 8 * STEPS;

/** From here on times are positive. */
const YEAR_ZERO_MS = -62_167_219_200_000;
/** Beyond this a sum of many could overflow. */
const GREATEST = 1e30;

/** What is in a window. */
export interface InWindow {
  readonly count: number;
  readonly sum: number;
}

/**
 * A window of time in sixty steps, packed: f64 the newest step, 0 where there is none yet; u32 how many came in each
 * step; and, where it sums, f64 their sums. It has the step of its latest time and the 59 before, so that it is as long
 * as it says, less a part of a step.
 */
export class WindowRing {
  readonly #stepMs: number;
  readonly #newest: Float64Array;
  readonly #counts: Uint32Array;
  readonly #sums: Float64Array | undefined;

  /** @param at where it begins in `work`, in bytes; a whole number of eights */
  constructor(work: ArrayBuffer, at: number, windowMs: number, isSumming: boolean) {
    this.#stepMs = windowMs / STEPS;
    this.#newest = new Float64Array(work, at, 1);
    this.#counts = new Uint32Array(work, at + 8, STEPS);
    this.#sums = isSumming ? new Float64Array(work, at + COUNT_BYTES, STEPS) : undefined;
  }

  /**
   * Moves on to a time, where that is later, and takes what came then; what is older than all of the window is left
   * out.
   *
   * @param value NaN where there is none, which moves the window and does not count
   */
  take(timeMs: number, value: number): void {
    const step = stepOf(timeMs, this.#stepMs);
    const newest = this.#newest[0];
    if (step > newest) this.#moveTo(step, newest);
    else if (step <= newest - STEPS) return;
    if (Number.isNaN(value)) return;
    this.#counts[step % STEPS]++;
    if (this.#sums) this.#sums[step % STEPS] += Math.max(-GREATEST, Math.min(GREATEST, value));
  }

  /** What is in it now: sums of the steps are added up, the oldest first. */
  get content(): InWindow {
    let [count, sum] = [0, 0];
    const sums = this.#sums;
    let at = this.#newest[0] % STEPS;
    for (let i = 0; i < STEPS; i++) {
      if (++at >= STEPS) at = 0;
      count += this.#counts[at];
      if (sums) sum += sums[at];
    }
    return { count, sum };
  }

  #moveTo(step: number, newest: number): void {
    for (let left = Math.max(newest + 1, step - STEPS + 1); left <= step; left++) {
      this.#counts[left % STEPS] = 0;
      if (this.#sums) this.#sums[left % STEPS] = 0;
    }
    this.#newest[0] = step;
  }
}

/** Numbers the steps of time, from 1 in the year 0. */
export function stepOf(timeMs: number, stepMs: number): number {
  return Math.floor((timeMs - YEAR_ZERO_MS) / stepMs) + 1;
}
