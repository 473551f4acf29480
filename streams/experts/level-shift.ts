import { FEATURE } from '../layout.ts';
import type { Expert } from '../moment.ts';
import { clipped, rateAt, SLOW_RATE } from '../running-mean.ts';
import { feature } from '../workspace.ts';

const FAST_RATE = 2 / 65;
const YOUNG = 5;

/**
 * Has the level of the last 65 values left that of the last thousands? f = value - slow mean; fast = running mean of
 * f, clipped to 6 usual |f|; the statistic is |fast| in usual |fast|.
 */
export const levelShift: Expert = ({ value, n, floor }) => {
  const { f32 } = feature;
  if (n === 1) f32[FEATURE.slow] = value;
  const distance = value - f32[FEATURE.slow];
  const slowSpread = f32[FEATURE.slowSpread];
  const near = clipped(distance, 6 * slowSpread, n);
  f32[FEATURE.fast] += rateAt(n, FAST_RATE) * (near - f32[FEATURE.fast]);
  const shift = Math.abs(f32[FEATURE.fast]);
  const fastSpread = Math.max(f32[FEATURE.fastSpread], floor);

  const rate = rateAt(n, SLOW_RATE);
  const limit = 6 * Math.max(slowSpread, floor);
  f32[FEATURE.slowSpread] += rate * (clipped(Math.abs(distance), limit, n) - slowSpread);
  f32[FEATURE.fastSpread] += rate * (clipped(shift, 6 * fastSpread, n) - f32[FEATURE.fastSpread]);
  f32[FEATURE.slow] += rate * near;
  return n > YOUNG ? shift / fastSpread : 0;
};
