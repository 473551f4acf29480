/**
 * The smallest double, written out to its last digit, has 1,077 characters: a sign, `0.` and 1,074 digits. No double
 * has more, so that whatever is longer says nothing that a number could hold.
 */
export const MAX_DECIMAL_LENGTH = 1100;

/**
 * A digit can be matched in one place only: a text that is nearly a number is given up after one pass over it. With
 * `\d+\.?\d*`, which reads alike, a run of digits could be cut in two anywhere, and each cut would be tried.
 */
const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * A number as text, the way JSON, CSV writers and people write it. No hexadecimal, no digit groups, no names for
 * infinities, and no white space.
 *
 * @returns an infinity for one that is too large for a double; undefined for any other text
 */
export function parseDecimal(text: string): number | undefined {
  return text.length <= MAX_DECIMAL_LENGTH && DECIMAL.test(text) ? Number(text) : undefined;
}
