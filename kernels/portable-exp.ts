/** ln 2 in two parts: the first has 32 bits, so that its product with a whole number of 21 bits is exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
/** What is added to and taken from a number below 2^51 to round it to a whole one. */
const ROUNDER = 6755399441055744;
/** Below it e^x is smaller than the smallest number of full precision. */
const LEAST = -708;
/** 2 to the power of 0, -1, ... -1022, exact. */
const HALVINGS = halvings();

/**
 * Replaces each value, from 0 to infinity, by e to the power of `factor` times it, to within 3e-16 of itself; 0 where
 * that power is below -708 or no number.
 *
 * It is made of + - * alone, because the engine's `Math.exp` may differ in the last bit between architectures. With x =
 * r - k ln 2 and |r| <= ln 2 / 2: e^x is 2^-k times the series of e^r to its thirteenth power, whose terms are paired
 * so that a processor can add them side by side. It takes many at once, because engines compile such a loop sooner than
 * a function of one number.
 * @param factor at most 0
 */
export function expOfEach(values: Float64Array, factor: number): void {
  for (let i = 0; i < values.length; i++) {
    const x = factor * values[i];
    if (!(x >= LEAST)) {
      values[i] = 0;
      continue;
    }
    const k = ROUNDER - x * Math.LOG2E - ROUNDER;
    const r = x + k * LN2_HIGH + k * LN2_LOW;
    const r2 = r * r;
    const r4 = r2 * r2;
    const from2 = 1 / 2 + r * (1 / 6) + r2 * (1 / 24 + r * (1 / 120));
    const from6 = 1 / 720 + r * (1 / 5040) + r2 * (1 / 40320 + r * (1 / 362880));
    const from10 = 1 / 3628800 + r * (1 / 39916800) + r2 * (1 / 479001600 + r * (1 / 6227020800));
    values[i] = (1 + (r + r2 * (from2 + r4 * (from6 + r4 * from10)))) * HALVINGS[k];
  }
}

function halvings(): Float64Array {
  const powers = new Float64Array(1023).fill(1);
  for (let power = 1; power < powers.length; power++) powers[power] = powers[power - 1] / 2;
  return powers;
}
