/** Any integer of so many digits is exact as a double. */
export const EXACT_DIGITS = 15;

/** 1e22 is the highest power of ten that is exact as a double. */
export const MAX_DECIMALS = 22;

const POWERS_OF_TEN = Float64Array.from({ length: MAX_DECIMALS + 1 }, (_, power) => Number(`1e${power}`));

/**
 * Finds the double nearest to (head * 10^tailDigits + tail) / 10^decimals.
 *
 * Without a tail both operands are exact, so that the division rounds once (Clinger 1990, How to read floating point
 * numbers accurately, section 4). With one, quotient and remainder are computed to twice the precision (Dekker 1971,
 * A floating-point technique for extending the available precision) and rounded in the end.
 *
 * @param head at most EXACT_DIGITS digits; tail: at most 4; decimals: at most MAX_DECIMALS
 * @returns NaN in the rare case that the quotient lies too near to the middle of two doubles to be sure
 */
export function decimalToDouble(head: number, tail: number, tailDigits: number, decimals: number): number {
  const divisor = POWERS_OF_TEN[decimals];
  if (tailDigits === 0) return head / divisor;

  // dividend = high + low, exactly
  const scale = POWERS_OF_TEN[tailDigits];
  const product = head * scale;
  const productError = errorOfProduct(head, scale, product);
  const high = product + (productError + tail);
  const low = product - high + (productError + tail);

  // quotient + rest / divisor, where the rest is small
  const quotient = high / divisor;
  const back = quotient * divisor;
  const rest = high - back - errorOfProduct(quotient, divisor, back) + low;
  const correction = rest / divisor;
  const value = quotient + correction;
  const margin = Math.abs(correction) * 2 ** -40;
  return quotient + (correction - margin) === value && quotient + (correction + margin) === value ? value : NaN;
}

/** What rounding took from a * b, exactly: Dekker's product with Veltkamp's splitting. */
function errorOfProduct(a: number, b: number, product: number): number {
  const aScaled = a * SPLITTER;
  const aHigh = aScaled - (aScaled - a);
  const aLow = a - aHigh;
  const bScaled = b * SPLITTER;
  const bHigh = bScaled - (bScaled - b);
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

/** Splits a double's 53 bits in two halves. */
const SPLITTER = 2 ** 27 + 1;
