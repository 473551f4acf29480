import { FEATURE } from '../layout.ts';
import type { Expert } from '../moment.ts';
import { feature } from '../workspace.ts';

/** Among the first observations most extremes are new. */
const YOUNG = 61;

/** Was it never so high or so low? How far outside everything before, in widths of that range. Nothing is forgotten. */
export const extreme: Expert = ({ value, n, floor }) => {
  const { f32 } = feature;
  const lowest = n === 1 ? value : f32[FEATURE.lowest];
  const highest = n === 1 ? value : f32[FEATURE.highest];
  f32[FEATURE.lowest] = Math.min(lowest, value);
  f32[FEATURE.highest] = Math.max(highest, value);
  return n > YOUNG ? Math.max(value - highest, lowest - value, 0) / Math.max(highest - lowest, floor) : 0;
};
