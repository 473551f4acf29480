import { FEATURE } from '../layout.ts';
import type { Expert } from '../moment.ts';
import { clipped, rateAt } from '../running-mean.ts';
import { feature } from '../workspace.ts';

const YOUNG = 10;

/**
 * Have the values been a little wrong for their hours for a third of a day? The residual, clipped to 6 spreads and then
 * smoothed (rate 2 / (span + 1)), in spreads. It is clipped first, or one spike would ring here for hours.
 */
export const slow: Expert = ({ n, residual, spread, span }) => {
  const { f32 } = feature;
  f32[FEATURE.smoothed] += rateAt(n, 2 / (span + 1)) * (clipped(residual, 6 * spread, n) - f32[FEATURE.smoothed]);
  return n > YOUNG ? Math.abs(f32[FEATURE.smoothed]) / spread : 0;
};
