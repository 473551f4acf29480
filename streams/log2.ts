const double = new Float64Array(1);
/** The two halves of {@link double}, low first: every machine that this runs on is little-endian. */
const halves = new Uint32Array(double.buffer);

const SQRT_2 = 1.4142135623730951;
/** 2 / ln 2. */
const TWO_BY_LN_2 = 2.8853900817779268;
const LN_2 = 0.6931471805599453;
const EXPONENT = 0x7ff00000;
const RECIPROCALS = Float64Array.from({ length: 11 }, (_, i) => 1 / (11 - i));

/**
 * Takes the logarithm to the base 2 of a normal number above 0, to within 1e-12; powers of two are exact.
 *
 * It is made of + - * / alone, because the engine's `Math.log2` may differ in the last bit between architectures.
 * With x = 2^e m and m in [1/sqrt 2, sqrt 2): log2 x = e + (2 / ln 2) atanh(s), s = (m - 1) / (m + 1), |s| < .172.
 */
export function log2(x: number): number {
  double[0] = x;
  let exponent = (halves[1] >>> 20) - 1023;
  halves[1] = (halves[1] & ~EXPONENT) | (1023 << 20);
  let mantissa = double[0];
  if (mantissa > SQRT_2) {
    mantissa *= 0.5;
    exponent++;
  }
  const s = (mantissa - 1) / (mantissa + 1);
  const q = s * s;
  const series = 1 + q * (1 / 3 + q * (1 / 5 + q * (1 / 7 + q * (1 / 9 + q * (1 / 11 + q * (1 / 13))))));
  return exponent + TWO_BY_LN_2 * s * series;
}

/**
 * Takes 2 to the power of x, |x| <= 1000, to within 1e-12 of itself; whole numbers are exact.
 *
 * With x = i + f and f in [-1/2, 1/2]: 2^i is written as bits, 2^f is the series of e^(f ln 2) to its eleventh power.
 */
export function exp2(x: number): number {
  const whole = Math.floor(x + 0.5);
  const y = (x - whole) * LN_2;
  let series = 1;
  for (const reciprocal of RECIPROCALS) series = 1 + series * y * reciprocal;
  halves[0] = 0;
  halves[1] = (whole + 1023) << 20;
  return series * double[0];
}
