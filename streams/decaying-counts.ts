import { exp2 } from '../kernels/log2.ts';

/**
 * Counts that decay by half in `halfLife` ticks, in 16 bits: a count times .999 that rounds to itself would never
 * decay. So what is counted grows instead, from `unit` to twice as much within a half-life, and at its end all counts
 * are halved. A count divided by {@link weightOf} now is what decay at each tick would have left.
 */
export interface Decay {
  /** In ticks: whatever the caller counts. */
  readonly halfLife: number;
  /** What one counts for at the beginning of a half-life; twice this times the largest count must be below 65,536. */
  readonly unit: number;
}

/** Says what one counts for at a tick. */
export function weightOf({ halfLife, unit }: Decay, tick: number): number {
  return Math.round(unit * exp2((tick % halfLife) / halfLife));
}

/** Halves the counts where the tick begins a half-life; to be called once a tick, before anything is counted. */
export function decay({ halfLife }: Decay, tick: number, counts: Uint16Array, at: number, length: number): void {
  if (tick % halfLife !== 0) return;
  for (let i = at; i < at + length; i++) counts[i] >>= 1;
}
