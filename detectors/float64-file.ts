import { FILE_HEADER_BYTES, FILE_MAGIC, FLOAT64_NUMBERS, fileHeader } from './file-header.ts';

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
 * Writes the file of a detector: the header of every file, the counts (uint32 each), then the arrays one after the other
 * (float64), little-endian.
 */
export function encodeFloat64File({ kind }: Float64Layout, { ownByte, counts, numbers }: Float64File): Uint8Array {
  const countsEnd = FILE_HEADER_BYTES + 4 * counts.length;
  const length = numbers.reduce((sum, array) => sum + array.length, 0);
  const bytes = new Uint8Array(countsEnd + 8 * length);
  const view = new DataView(bytes.buffer);
  bytes.set(fileHeader(kind, VERSION, ownByte, FLOAT64_NUMBERS));
  for (const [i, count] of counts.entries()) view.setUint32(FILE_HEADER_BYTES + 4 * i, count, true);
  let at = countsEnd;
  for (const array of numbers) {
    for (let i = 0; i < array.length; i++, at += 8) view.setFloat64(at, array[i], true);
  }
  return bytes;
}

/**
 * Reads the file of a detector, every byte of it checked but for what the numbers mean.
 *
 * @throws {Error} saying what is wrong, the value got and the value wanted
 */
export function decodeFloat64File({ kind, countNames, lengthsOf }: Float64Layout, bytes: Uint8Array): Float64File {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const countsEnd = FILE_HEADER_BYTES + 4 * countNames.length;
  if (bytes.length < countsEnd)
    throw new Error(`the detector is cut short: got ${bytes.length} bytes, wanted a header of ${countsEnd}`);
  checkFloat64Header(view, kind);
  const counts = countNames.map((name, i) => {
    const count = view.getUint32(FILE_HEADER_BYTES + 4 * i, true);
    if (count === 0) throw new Error(`the detector has 0 ${name}, wanted at least 1`);
    return count;
  });
  const lengths = lengthsOf(counts);
  const end = countsEnd + 8 * lengths.reduce((sum, length) => sum + length, 0);
  if (bytes.length < end) throw new Error(`the detector is cut short: got ${bytes.length} bytes, wanted ${end}`);
  if (bytes.length > end) throw new Error(`${bytes.length - end} bytes follow the end of the detector, wanted none`);
  let at = countsEnd;
  const numbers = lengths.map((length) => {
    const array = new Float64Array(length);
    for (let i = 0; i < length; i++, at += 8) array[i] = view.getFloat64(at, true);
    const wrong = array.findIndex((value) => !Number.isFinite(value));
    if (wrong !== -1) throw new Error(`a number of the detector is ${array[wrong]}, wanted a finite one`);
    return array;
  });
  return { ownByte: view.getUint8(7), counts, numbers };
}

function checkFloat64Header(view: DataView, kind: number): void {
  if (view.getUint32(0, true) !== FILE_MAGIC)
    throw new Error('these bytes are not a detector of weir: they do not begin with "WEIR"');
  const want = (what: string, at: number, wanted: number) => {
    if (view.getUint8(at) !== wanted) throw new Error(`${what} is ${view.getUint8(at)}, wanted ${wanted}`);
  };
  want('the detector format version', 4, VERSION);
  want('the kind of detector', 5, kind);
  want('the type of the numbers', 6, FLOAT64_NUMBERS);
}
