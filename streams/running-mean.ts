import { exp2 } from '../kernels/log2.ts';

/** Says which share of the way a running mean goes to each new value, so that a value's weight halves in `halfLife`. */
export function rateOf(halfLife: number): number {
  return 1 - exp2(-1 / halfLife);
}

/** What all slow scales share, about 3000 observations of memory. */
export const SLOW_RATE = rateOf(3000);

/** Below as many observations the scales are too young to clip by. */
const YOUNG = 50;

/**
 * Says how far a mean moves at the n-th value: it starts as the plain mean of all.
 *
 * @param n values so far, this one included
 */
export function rateAt(n: number, rate: number): number {
  return Math.max(rate, 1 / n);
}

/** Limits to +-limit, once there were enough observations to know the limit. */
export function clipped(value: number, limit: number, n: number): number {
  return n > YOUNG ? Math.max(-limit, Math.min(limit, value)) : value;
}
