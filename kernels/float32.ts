/** The greatest number that a float32 can be. */
export const GREATEST_FLOAT32 = (2 - 2 ** -23) * 2 ** 127;

const asFloat = new Float32Array(1);
const asBits = new Int32Array(asFloat.buffer);

/**
 * Finds the greatest float32 that is not above `value`. For a float32 x, `x <= value` is exactly
 * `x <= floorToFloat32(value)`, so thresholds lose nothing by being kept in four bytes.
 */
export function floorToFloat32(value: number): number {
  asFloat[0] = value;
  if (asFloat[0] <= value) return asFloat[0];
  // one float32 down: away from zero the bits grow with the magnitude
  if (asFloat[0] === 0) return -1.401298464324817e-45;
  asBits[0] += asFloat[0] > 0 ? -1 : 1;
  return asFloat[0];
}
