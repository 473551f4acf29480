import { log2 } from '../../kernels/log2.ts';
import { rateAt } from '../running-mean.ts';

export const TEMPO_BYTES = 24;

/** Steps of the running means: of the last few intervals, and of what is usual. */
const RECENT_RATE = 0.3;
const USUAL_RATE = 0.02;
/** Two of one millisecond are so far apart. */
const LEAST_MS = 1;

/**
 * When a source spoke last and how fast it speaks, packed: f64 its latest time, milliseconds since the epoch; f32
 * running means of log2(seconds between observations), of the last few and of what is usual; u32 observations, and
 * intervals.
 */
export class Tempo {
  readonly #last: Float64Array;
  readonly #means: Float32Array;
  readonly #counts: Uint32Array;

  /** @param at where it begins in `work`, in bytes; a whole number of eights */
  constructor(work: ArrayBuffer, at: number) {
    this.#last = new Float64Array(work, at, 1);
    this.#means = new Float32Array(work, at + 8, 2);
    this.#counts = new Uint32Array(work, at + 16, 2);
  }

  /** Takes an observation; one that is late teaches nothing. @returns seconds since the last, NaN for the first */
  take(timeMs: number): number {
    const last = this.#last[0];
    const isFirst = this.#counts[0]++ === 0;
    if (isFirst || timeMs > last) this.#last[0] = timeMs;
    if (isFirst) return Number.NaN;
    if (timeMs < last) return 0;
    const interval = log2(Math.max(LEAST_MS, timeMs - last) / 1000);
    const n = ++this.#counts[1];
    const [recent, usual] = this.#means;
    this.#means[0] = recent + rateAt(n, RECENT_RATE) * (interval - recent);
    this.#means[1] = usual + rateAt(n, USUAL_RATE) * (interval - usual);
    return (timeMs - last) / 1000;
  }

  /**
   * How many times it doubled its pace: 3 is eight times as fast as usual, -1 half as fast; 0 for the first intervals,
   * of which nothing is usual yet, and NaN before them.
   */
  get velocity(): number {
    return this.#counts[1] === 0 ? Number.NaN : this.#means[1] - this.#means[0];
  }
}
