import { GREATEST_FLOAT32 } from '../../../kernels/float32.ts';

/** Rounds to the nearest float32; what is beyond them all becomes the furthest that there is, NaN stays what it is. */
export function clippedToFloat32(value: number): number {
  return Math.max(-GREATEST_FLOAT32, Math.min(GREATEST_FLOAT32, Math.fround(value)));
}
