// Reads rows that are written alike but for their numbers, in WebAssembly: eight digits at a time and without a branch on any.
//
// AssemblyScript: `node scripts/build-kernel.ts` compiles this file into ../row-kernel-module.ts. alike-rows.ts lays out the memory and is
// the caller; row-template.ts says what a template is.

/** Each slot of the template: place and length of the text before its number, and the byte of a row's values where it goes. */
const SLOT_BYTES: i32 = 12;
/** What a slot says whose number nobody wants. */
const UNWANTED: i32 = -1;

const ASCII_ZEROS: u64 = 0x3030303030303030;
const HIGH_BITS: u64 = 0x8080808080808080;
/** Carries every byte from 10 up into its high bit. */
const FROM_TEN: u64 = 0x7676767676767676;
/** Integers up to here are exact as doubles. */
const MOST_EXACT: u64 = 1 << 53;

const MINUS: i32 = 0x2d;
const POINT: i32 = 0x2e;
const ZERO: i32 = 0x30;

let slotsAt: i32 = 0;
let slotCount: i32 = 0;
let gapAt: i32 = 0;
let gapLength: i32 = 0;
let powersOfTenAt: i32 = 0;

/** Where the number that was read last ends. */
let numberEnd: i32 = 0;
/** Of the digits that were read last. */
let digitCount: i32 = 0;
/** Where the last whole row ends. */
let rowEnd: i32 = 0;

/** @param slotTable one slot more than a row has numbers: the text after the last one */
export function configure(slotTable: i32, slots: i32, gap: i32, gapBytes: i32, powersOfTen: i32): void {
  slotsAt = slotTable;
  slotCount = slots;
  gapAt = gap;
  gapLength = gapBytes;
  powersOfTenAt = powersOfTen;
}

/**
 * Reads up to `most` rows from `at` on, their values to `out`, `rowBytes` each; stops before the first row that is not like the
 * template or not whole before `end`, and before any number that takes more than this to read.
 * @returns how many
 */
export function readRows(at: i32, end: i32, most: i32, out: i32, rowBytes: i32): i32 {
  let p = at;
  for (let row = 0; row < most; row++) {
    if (row > 0) {
      if (!isText(p, gapAt, gapLength)) return row;
      p += gapLength;
    }
    const values = out + row * rowBytes;
    let slot = slotsAt;
    for (let k = 0; k < slotCount; k++, slot += SLOT_BYTES) {
      const length = load<i32>(slot, 4);
      if (!isText(p, load<i32>(slot), length)) return row;
      const value = readNumber(p + length);
      // not a number is not equal to itself
      if (value != value) return row;
      p = numberEnd;
      if (p > end) return row;
      const offset = load<i32>(slot, 8);
      if (offset != UNWANTED) store<f64>(values + offset, value);
    }
    const length = load<i32>(slot, 4);
    if (!isText(p, load<i32>(slot), length)) return row;
    p += length;
    if (p > end) return row;
    rowEnd = p;
  }
  return most;
}

/** Where the last row that {@link readRows} read ends. */
export function endOfRows(): i32 {
  return rowEnd;
}

// @ts-ignore: decorator
@inline
function isText(at: i32, text: i32, length: i32): bool {
  let i = 0;
  for (; i + 8 <= length; i += 8) {
    if (load<u64>(at + i) != load<u64>(text + i)) return false;
  }
  // of the last eight bytes only those that are left; all of none is all of 64 shifted away, in two steps
  const rest = <u64>(length - i) << 3;
  return (((load<u64>(at + i) ^ load<u64>(text + i)) << 1) << (63 - rest)) == 0;
}

/** A number of JSON without exponent whose digits are exact as an integer; NaN for any other. */
// @ts-ignore: decorator
@inline
function readNumber(start: i32): f64 {
  const negative = <i32>(<i32>load<u8>(start) == MINUS);
  const at = start + negative;
  let mantissa = readDigits(at);
  const wholeDigits = digitCount;
  // a zero before another digit is not JSON
  if (wholeDigits == 0 || (wholeDigits > 1 && <i32>load<u8>(at) == ZERO)) return NaN;
  let p = at + wholeDigits;
  let decimals = 0;
  if (<i32>load<u8>(p) == POINT) {
    const fraction = readDigits(p + 1);
    decimals = digitCount;
    // what has more than 19 digits does not fit into 64 bits
    if (decimals == 0 || wholeDigits + decimals > 19) return NaN;
    mantissa = mantissa * powerOfTen(decimals) + fraction;
    p += 1 + decimals;
  }
  if (mantissa > MOST_EXACT) return NaN;
  numberEnd = p;
  // both are exact, so that the division rounds once (Clinger 1990)
  const magnitude = <f64>(<i64>mantissa) / <f64>(<i64>powerOfTen(decimals));
  return negative ? -magnitude : magnitude;
}

/** The digits at a place, up to 16 of them, as one number; their count is left in `digitCount`. */
// @ts-ignore: decorator
@inline
function readDigits(at: i32): u64 {
  const bytes = load<u64>(at) ^ ASCII_ZEROS;
  let count = digitsOf(bytes);
  let value = valueOf(bytes, count);
  if (count == 8) {
    const more = load<u64>(at + 8) ^ ASCII_ZEROS;
    const moreCount = digitsOf(more);
    if (moreCount > 0) value = value * powerOfTen(moreCount) + valueOf(more, moreCount);
    count += moreCount;
  }
  digitCount = count;
  return value;
}

/**
 * How many of the eight bytes, from the lowest, are digits (that is below 10). One that is not carries into its high bit, and maybe into
 * the bytes above it, but what is below the first one is right.
 */
// @ts-ignore: decorator
@inline
function digitsOf(bytes: u64): i32 {
  return <i32>(ctz((bytes | (bytes + FROM_TEN)) & HIGH_BITS) >> 3);
}

/** The number that the lowest `count` bytes, each a digit, are; 1 to 8 of them. By pairs, then fours, then all. */
// @ts-ignore: decorator
@inline
function valueOf(bytes: u64, count: i32): u64 {
  let v = bytes << (64 - (<u64>count << 3));
  v = ((v * 2561) >> 8) & 0x00ff00ff00ff00ff;
  v = ((v * 6553601) >> 16) & 0x0000ffff0000ffff;
  return (v * 42949672960001) >> 32;
}

/** Up to 10^16. */
// @ts-ignore: decorator
@inline
function powerOfTen(exponent: i32): u64 {
  return load<u64>(powersOfTenAt + (exponent << 3));
}
