const double = new Float64Array(1);
/** The two halves of {@link double}, low first: every machine that this runs on is little-endian. */
const halves = new Uint32Array(double.buffer);

const LOG10_OF_2 = 0.3010299956639812;
const RECIPROCALS = Float64Array.from({ length: 11 }, (_, i) => 1 / (11 - i));
const BIAS = 1023;
/** 2 to the power of -1023 to 1023, exact. */
const POWERS = powersOfTwo();

/**
 * Takes the logarithm to the base 2 of a number of 1e-300 to 1e300, to within 1e-12; powers of two are exact.
 *
 * It is made of + - * / alone, because the engine's `Math.log2` may differ in the last bit between architectures.
 * With x = 2^e m and m in [1/sqrt 2, sqrt 2): log2 x = e + (2 / ln 2) atanh s, s = (m - 1) / (m + 1), |s| < .172.
 */
export function log2(x: number): number {
  double[0] = x;
  let exponent = (halves[1] >>> 20) - BIAS;
  let mantissa = x * POWERS[BIAS - exponent];
  if (mantissa > Math.SQRT2) {
    mantissa *= 0.5;
    exponent++;
  }
  const s = (mantissa - 1) / (mantissa + 1);
  const q = s * s;
  const series = 1 + q * (1 / 3 + q * (1 / 5 + q * (1 / 7 + q * (1 / 9 + q * (1 / 11 + q * (1 / 13))))));
  return exponent + 2 * Math.LOG2E * s * series;
}

/** Takes the logarithm to the base 10, as {@link log2} does. */
export function log10(x: number): number {
  return LOG10_OF_2 * log2(x);
}

/**
 * Takes 2 to the power of x, |x| <= 1000, to within 1e-12 of itself; whole numbers are exact.
 *
 * With x = i + f and f in [-1/2, 1/2]: 2^x is 2^i times the series of e^(f ln 2) to its eleventh power.
 */
export function exp2(x: number): number {
  const whole = Math.floor(x + 0.5);
  const y = (x - whole) * Math.LN2;
  let series = 1;
  for (const reciprocal of RECIPROCALS) series = 1 + series * y * reciprocal;
  return series * POWERS[BIAS + whole];
}

function powersOfTwo(): Float64Array {
  const powers = new Float64Array(2 * BIAS + 1);
  powers[BIAS] = 1;
  for (let power = 1; power <= BIAS; power++) {
    powers[BIAS + power] = powers[BIAS + power - 1] * 2;
    powers[BIAS - power] = powers[BIAS - power + 1] / 2;
  }
  return powers;
}
