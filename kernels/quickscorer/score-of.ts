/** ln(2)^n / n!, n from 0: the series of 2^x, far enough to be right to the last bit or two on [-0.5, 0.5]. */
export const SERIES = Float64Array.from({ length: 14 }, (_, n) => {
  let term = 1;
  for (let i = 1; i <= n; i++) term *= Math.LN2 / i;
  return term;
});
/** 2^-n, n from 0; no path is a thousand times longer than expected. */
const HALVES = Float64Array.from({ length: 1001 }, (_, n) => 2 ** -n);

/**
 * The score of a summed path length: `2 ** -(total / expectedTotal)`.
 *
 * By a series of our own and not by Math.pow, so that every scorer, in JavaScript or WebAssembly, gives the same bits.
 * Where the expected total is 0 (one training row: no path has a length to compare) every score is 0.5.
 *
 * @see Liu, Ting & Zhou (2008), Isolation Forest, ICDM, equation 2.
 */
export function scoreOf(total: number, expectedTotal: number): number {
  const exponent = expectedTotal === 0 ? 1 : total / expectedTotal;
  // 2^-exponent = 2^-whole * 2^rest, with the rest in [-0.5, 0.5]
  const whole = Math.floor(exponent + 0.5);
  const rest = whole - exponent;
  let power = SERIES[13];
  for (let n = 12; n >= 0; n--) power = power * rest + SERIES[n];
  return power * HALVES[Math.min(whole, 1000)];
}
