import { decimalToDouble, EXACT_DIGITS, MAX_DECIMALS } from './decimal-to-double.ts';

/**
 * A place in a JSON or CSV body, moved forward by what is read there.
 *
 * Reading past the end gives `undefined`, for which no comparison with a byte holds, so that the loops need no bounds
 * checks.
 */
export class ByteCursor {
  readonly bytes: Buffer;
  at: number;

  /** Begins behind a byte order mark, if there is one. */
  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  }

  get atEnd(): boolean {
    return this.at >= this.bytes.length;
  }

  /** Passes JSON white space. */
  skipSpace(): void {
    const { bytes } = this;
    let byte = bytes[this.at];
    while (byte <= SPACE && (byte === SPACE || byte === NEWLINE || byte === RETURN || byte === TAB)) {
      byte = bytes[++this.at];
    }
  }

  /** Passes white space and then `byte`, if it comes next. */
  take(byte: number): boolean {
    // mostly there is no space
    if (this.bytes[this.at] !== byte) {
      this.skipSpace();
      if (this.bytes[this.at] !== byte) return false;
    }
    this.at++;
    return true;
  }

  /** Passes exactly `wanted`, if it comes next. */
  takeBytes(wanted: Uint8Array): boolean {
    const { bytes, at } = this;
    for (let i = 0; i < wanted.length; i++) if (bytes[at + i] !== wanted[i]) return false;
    this.at = at + wanted.length;
    return true;
  }

  /**
   * Passes a number in JSON's grammar (RFC 8259, section 6).
   * @returns NaN, and the cursor anywhere, if there is no number or it is not finite
   */
  takeNumber(): number {
    const { bytes } = this;
    let at = this.at;
    const negative = bytes[at] === MINUS;
    if (negative) at++;

    // all digits as one integer, exact while they are few; no leading zero before another digit
    const firstDigit = at;
    let digits = 0;
    let digit = bytes[at] - ZERO;
    const zeroFirst = digit === 0;
    while (digit >= 0 && digit <= 9) {
      digits = digits * 10 + digit;
      digit = bytes[++at] - ZERO;
    }
    const headDigits = at - firstDigit;
    if (headDigits === 0 || (zeroFirst && headDigits > 1)) return NaN;

    // the fraction: at least one digit
    let decimals = 0;
    if (digit === POINT - ZERO) {
      const firstDecimal = ++at;
      digit = bytes[at] - ZERO;
      while (digit >= 0 && digit <= 9) {
        digits = digits * 10 + digit;
        digit = bytes[++at] - ZERO;
      }
      decimals = at - firstDecimal;
      if (decimals === 0) return NaN;
    }

    const hasExponent = digit === LOWER_E - ZERO || digit === UPPER_E - ZERO;
    const digitCount = headDigits + decimals;
    // an exponent is rare, and so are more digits than a double can tell apart: the engine reads them
    let magnitude = NaN;
    if (hasExponent) at = this.#endOfExponent(at + 1);
    else if (digitCount <= EXACT_DIGITS) magnitude = decimalToDouble(digits, 0, 0, decimals);
    else magnitude = longDecimal(bytes, firstDigit, at, decimals);
    if (Number.isNaN(magnitude)) magnitude = finiteOrNaN(Number(bytes.toString('latin1', firstDigit, at)));
    this.at = at;
    return negative ? -magnitude : magnitude;
  }

  /** @returns where the exponent's digits end; with no digit that is no number, which the engine then says */
  #endOfExponent(at: number): number {
    const { bytes } = this;
    if (bytes[at] === PLUS || bytes[at] === MINUS) at++;
    while (bytes[at] >= ZERO && bytes[at] <= NINE) at++;
    return at;
  }

  /**
   * Passes one JSON value without looking into it: to the bracket that closes it, or to the end of a bare one. One with
   * absurdly many brackets is cut off there, and so is not JSON: once parsed it would take a hundred times its bytes.
   * @returns its bytes; whether they are JSON is for the caller to see
   */
  takeValue(): Buffer {
    this.skipSpace();
    const { bytes } = this;
    const start = this.at;
    let depth = 0;
    let opened = 0;
    while (!this.atEnd && opened <= MAX_OPENED) {
      const byte = bytes[this.at];
      if (byte === QUOTE) {
        this.#skipString();
        if (depth === 0) break;
        continue;
      }
      const closes = byte === CLOSE_BRACE || byte === CLOSE_BRACKET;
      if (depth === 0 && (closes || endsBareValue(byte))) break;
      this.at++;
      if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        depth++;
        opened++;
      } else if (closes && --depth === 0) break;
    }
    return bytes.subarray(start, this.at);
  }

  /** From an opening quote past the closing one, or to the end where there is none. */
  #skipString(): void {
    const { bytes } = this;
    this.at++;
    while (!this.atEnd && bytes[this.at] !== QUOTE) this.at += bytes[this.at] === BACKSLASH ? 2 : 1;
    this.at++;
  }
}

/** Of objects and arrays in one value; a row has five at the most. */
const MAX_OPENED = 100_000;

function endsBareValue(byte: number): boolean {
  return byte === COMMA || byte === COLON || byte === SPACE || byte === NEWLINE || byte === RETURN || byte === TAB;
}

/**
 * Reads a number of more digits than {@link EXACT_DIGITS} from its bytes, which are digits and at most one point.
 * @returns NaN if there are too many even for two integers
 */
function longDecimal(bytes: Uint8Array, start: number, end: number, decimals: number): number {
  let head = 0;
  let tail = 0;
  let count = 0;
  for (let at = start; at < end; at++) {
    const digit = bytes[at] - ZERO;
    if (digit < 0) continue;
    if (count++ < EXACT_DIGITS) head = head * 10 + digit;
    else tail = tail * 10 + digit;
  }
  const tailDigits = count - EXACT_DIGITS;
  return tailDigits <= 4 && decimals <= MAX_DECIMALS ? decimalToDouble(head, tail, tailDigits, decimals) : NaN;
}

function finiteOrNaN(value: number): number {
  return Number.isFinite(value) ? value : NaN;
}

// bytes of ASCII
export const TAB = 0x09;
export const NEWLINE = 0x0a;
export const RETURN = 0x0d;
export const SPACE = 0x20;
export const QUOTE = 0x22;
const PLUS = 0x2b;
export const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
export const COLON = 0x3a;
const UPPER_E = 0x45;
export const OPEN_BRACKET = 0x5b;
export const BACKSLASH = 0x5c;
export const CLOSE_BRACKET = 0x5d;
const LOWER_E = 0x65;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;
