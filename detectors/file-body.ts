import { FILE_HEADER_BYTES, FILE_MAGIC } from './file-header.ts';

/** Reads what follows the header of a file, one part after the other; each checks that there is enough left. */
export interface FileBody {
  /** Byte 7 of the header. */
  readonly ownByte: number;
  /** Reads a uint32. */
  count(): number;
  float32s(count: number): Float32Array;
  float64s(count: number): Float64Array;
  bytes(count: number): Uint8Array;
  /** @throws {Error} when something is left */
  end(): void;
}

/** What the header of a file must say. */
export interface WantedHeader {
  /** What it is in messages: `the reference`. */
  readonly what: string;
  readonly kind: number;
  readonly version: number;
  readonly numbers: number;
}

/**
 * Opens the file of a detector behind its header. All is little-endian, as every machine is that this runs on.
 *
 * @throws {Error} saying what is wrong with the header, the value got and the value wanted
 */
export function openFileBody(file: Uint8Array, { what, kind, version, numbers }: WantedHeader): FileBody {
  let at = 0;
  const take = (length: number) => {
    if (at + length > file.length) {
      throw new Error(`${what} is cut short: got ${file.length} bytes, wanted at least ${at + length}`);
    }
    // a copy, which slice is not of every array of bytes: numbers of four and eight bytes begin at multiples of that
    const taken = new Uint8Array(file.subarray(at, at + length));
    at += length;
    return taken;
  };
  const header = new DataView(take(FILE_HEADER_BYTES).buffer);
  if (header.getUint32(0, true) !== FILE_MAGIC)
    throw new Error('these bytes are not a detector of weir: they do not begin with "WEIR"');
  const want = (name: string, got: number, wanted: number) => {
    if (got !== wanted) throw new Error(`${name} is ${got}, wanted ${wanted}`);
  };
  want('the detector format version', header.getUint8(4), version);
  want('the kind of detector', header.getUint8(5), kind);
  want('the type of the numbers', header.getUint8(6), numbers);

  return {
    ownByte: header.getUint8(7),
    count: () => new Uint32Array(take(4).buffer)[0],
    float32s: (count) => new Float32Array(take(4 * count).buffer),
    float64s: (count) => new Float64Array(take(8 * count).buffer),
    bytes: take,
    end() {
      if (at !== file.length) throw new Error(`${file.length - at} bytes follow the end of ${what}, wanted none`);
    },
  };
}

/** Joins the parts of a file: bytes as they are, arrays of numbers little-endian. */
export function joinParts(parts: readonly (Uint8Array | Uint32Array | Float32Array | Float64Array)[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const { buffer, byteOffset, byteLength } of parts) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  return bytes;
}
