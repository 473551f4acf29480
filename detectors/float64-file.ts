import { joinParts, openFileBody } from './file-body.ts';
import { FLOAT64_NUMBERS, fileHeader } from './file-header.ts';

/** The only version that there is of this format. */
const VERSION = 1;

/** What a detector that is made of numbers in double precision keeps of itself. */
export interface Float64File {
  /** What the kind makes of byte 7 of the header. */
  readonly ownByte: number;
  /** How much there is of what, each at least 1. */
  readonly counts: readonly number[];
  readonly numbers: readonly Float64Array[];
}

/** How the file of one kind of detector is laid out. */
export interface Float64Layout {
  /** One of `FILE_KINDS`. */
  readonly kind: number;
  /** What is counted, in the order of the counts, for people. */
  readonly countNames: readonly string[];
  /** How long each array of numbers is. */
  lengthsOf(counts: readonly number[]): readonly number[];
}

/**
 * Writes the file of a detector: the header of every file, the counts (uint32 each), then the arrays one after the
 * other (float64), little-endian.
 */
export function encodeFloat64File({ kind }: Float64Layout, { ownByte, counts, numbers }: Float64File): Uint8Array {
  return joinParts([fileHeader(kind, VERSION, ownByte, FLOAT64_NUMBERS), Uint32Array.from(counts), ...numbers]);
}

/**
 * Reads the file of a detector, every byte of it checked but for what the numbers mean.
 *
 * @throws {Error} saying what is wrong, the value got and the value wanted
 */
export function decodeFloat64File({ kind, countNames, lengthsOf }: Float64Layout, bytes: Uint8Array): Float64File {
  const body = openFileBody(bytes, { what: 'the detector', kind, version: VERSION, numbers: FLOAT64_NUMBERS });
  const counts = countNames.map((name) => {
    const count = body.count();
    if (count === 0) throw new Error(`the detector has 0 ${name}, wanted at least 1`);
    return count;
  });
  const numbers = lengthsOf(counts).map((length) => {
    const array = body.float64s(length);
    const wrong = array.findIndex((value) => !Number.isFinite(value));
    if (wrong !== -1) throw new Error(`a number of the detector is ${array[wrong]}, wanted a finite one`);
    return array;
  });
  body.end();
  return { ownByte: body.ownByte, counts, numbers };
}
