/** The most bytes that {@link writeDecimalScore} writes. */
export const MAX_SCORE_BYTES = 24;
/** What it writes for nearly all scores: those from 0.25 on. */
export const DECIMAL_SCORE_BYTES = 19;

/** From here on up to 1, doubles lie at least 2^-54 apart: 17 decimals tell any two of them from each other. */
const LEAST_FIXED = 0.25;

/**
 * Writes a row's score, in [0, 1], as JSON, so that whoever reads it gets the same double: with 17 decimals where that
 * is enough, which is several times as fast as to look for the fewest digits, else as the engine does.
 *
 * Exact: the score is high * 2^-27 + low * 2^-54, and its decimals are those of two integers, of 8 and 9 digits.
 *
 * @param scores of all rows: a double that is an argument of its own would be allocated
 * @returns where the next byte goes
 */
export function writeDecimalScore(view: DataView, at: number, scores: Float64Array, row: number): number {
  const score = scores[row];
  if (!(score >= LEAST_FIXED && score < 1)) return writeAscii(view, at, String(score));
  // score * 10^8 = (high + low / 2^27) * 5^8 / 2^19, every product below 2^53; `| 0` is floor for what is below 2^31
  const scaled = score * 2 ** 27;
  const high = scaled | 0;
  const lowProduct = (scaled - high) * 2 ** 27 * FIVE_TO_8;
  const carry = (lowProduct / 2 ** 27) | 0;
  const product = high * FIVE_TO_8 + carry;
  let head = (product / 2 ** 19) | 0;
  const rest = (product - head * 2 ** 19) * 2 ** 27 + (lowProduct - carry * 2 ** 27);
  // the rest has 46 bits: times 10^9 it is wrong by less than a millionth of the last digit
  let tail = (rest * (1e9 / 2 ** 46) + 0.5) | 0;
  if (tail === 1e9) {
    tail = 0;
    head++;
  }
  view.setUint16(at, ZERO_POINT, LITTLE_ENDIAN);
  const first = (head / 10_000) | 0;
  view.setUint32(at + 2, FOUR_DIGITS[first], LITTLE_ENDIAN);
  view.setUint32(at + 6, FOUR_DIGITS[head - first * 10_000], LITTLE_ENDIAN);
  const last = (tail / 10) | 0;
  const third = (last / 10_000) | 0;
  view.setUint32(at + 10, FOUR_DIGITS[third], LITTLE_ENDIAN);
  view.setUint32(at + 14, FOUR_DIGITS[last - third * 10_000], LITTLE_ENDIAN);
  view.setUint8(at + 18, 0x30 + tail - last * 10);
  return at + DECIMAL_SCORE_BYTES;
}

const FIVE_TO_8 = 5 ** 8;
const LITTLE_ENDIAN = true;

/** The characters of "0." as they are written in one piece. */
const ZERO_POINT = 0x2e30;
/** By number below 10,000: the characters of its four digits, likewise. */
const FOUR_DIGITS = Uint32Array.from({ length: 10_000 }, (_, n) =>
  Buffer.from(String(n).padStart(4, '0')).readUInt32LE(),
);

function writeAscii(view: DataView, start: number, text: string): number {
  for (let i = 0; i < text.length; i++) view.setUint8(start + i, text.charCodeAt(i));
  return start + text.length;
}
