/** The most bytes that {@link writeScore} writes. */
export const MAX_SCORE_BYTES = 24;

/** From here on up to 1, doubles lie at least 2^-54 apart: 17 decimals tell any two of them from each other. */
const LEAST_FIXED = 0.25;

/**
 * Writes a score in [0, 1] as JSON, so that whoever reads it gets the same double: with 17 decimals where that is enough, which
 * is several times as fast as to look for the fewest digits, else as the engine does.
 *
 * Exact: the score is high * 2^-27 + low * 2^-54, and its decimals are those of two integers, of 8 and 9 digits.
 *
 * @returns where the next byte goes
 */
export function writeScore(bytes: Uint8Array, at: number, score: number): number {
  if (!(score >= LEAST_FIXED && score < 1)) return writeAscii(bytes, at, String(score));
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
  bytes[at] = ZERO;
  bytes[at + 1] = POINT;
  const first = (head / 10_000) | 0;
  writeFour(bytes, at + 2, first);
  writeFour(bytes, at + 6, head - first * 10_000);
  const last = (tail / 10) | 0;
  const third = (last / 10_000) | 0;
  writeFour(bytes, at + 10, third);
  writeFour(bytes, at + 14, last - third * 10_000);
  bytes[at + 18] = ZERO + tail - last * 10;
  return at + 19;
}

const FIVE_TO_8 = 5 ** 8;
const ZERO = 0x30;
const POINT = 0x2e;

/** By number below 100: its two digits. */
const PAIRS = Buffer.from(Array.from({ length: 100 }, (_, n) => String(n).padStart(2, '0')).join(''));

function writeFour(bytes: Uint8Array, at: number, value: number): void {
  const high = (value / 100) | 0;
  const low = value - high * 100;
  bytes[at] = PAIRS[2 * high];
  bytes[at + 1] = PAIRS[2 * high + 1];
  bytes[at + 2] = PAIRS[2 * low];
  bytes[at + 3] = PAIRS[2 * low + 1];
}

function writeAscii(bytes: Uint8Array, start: number, text: string): number {
  for (let i = 0; i < text.length; i++) bytes[start + i] = text.charCodeAt(i);
  return start + text.length;
}
