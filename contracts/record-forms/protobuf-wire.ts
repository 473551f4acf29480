/** Protocol Buffers wire types, https://protobuf.dev/programming-guides/encoding/ */
const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

/** A whole number as the wire has it. */
export interface Varint {
  /** Without a sign. Above 2 ** 53 it loses precision. */
  readonly value: number;
  /** Its lowest 32 bits as a number with a sign, which is what an int32 is whatever stands above them. */
  readonly int32: number;
  /** Where the next byte is. */
  readonly next: number;
}

/** One field of a message. What its wire type has is there: a whole number, bytes, or four or eight fixed bytes. */
export interface ProtobufField {
  readonly number: number;
  readonly varint?: Varint;
  readonly bytes?: Uint8Array;
  readonly fixed?: Uint8Array;
  /** Where the next one begins. */
  readonly end: number;
}

/**
 * The fields of a message, one by one, for there may be half a million; in time that is linear in the bytes.
 *
 * @returns the last one is undefined when the bytes are no protocol buffer
 */
export function* protobufFields(bytes: Uint8Array): Generator<ProtobufField | undefined, void> {
  for (let at = 0; at < bytes.length; ) {
    const tag = readVarint(bytes, at);
    const field = tag && readField(bytes, tag.value, tag.next);
    // A subarray ends where its buffer does, without a word.
    if (!field || field.end > bytes.length) return yield undefined;
    yield field;
    at = field.end;
  }
}

/** What comes at `at`, after its tag. It may end after the bytes do. */
function readField(bytes: Uint8Array, tag: number, at: number): ProtobufField | undefined {
  const number = Math.floor(tag / 8);
  const wireType = tag % 8;
  if (wireType === FIXED64) return { number, fixed: bytes.subarray(at, at + 8), end: at + 8 };
  if (wireType === FIXED32) return { number, fixed: bytes.subarray(at, at + 4), end: at + 4 };
  const varint = wireType === VARINT || wireType === LENGTH_DELIMITED ? readVarint(bytes, at) : undefined;
  if (!varint) return undefined;
  const { value, next } = varint;
  if (wireType === VARINT) return { number, varint, end: next };
  return { number, bytes: bytes.subarray(next, next + value), end: next + value };
}

/**
 * Reads a whole number: seven bits a byte, the lowest first; ten bytes at most.
 *
 * @returns undefined where the bytes end before it does, or it does not end
 */
export function readVarint(bytes: Uint8Array, at: number): Varint | undefined {
  let value = 0;
  let int32 = 0;
  for (let i = 0; i < MAX_VARINT_BYTES; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * 2 ** (7 * i);
    // a shift counts modulo 32
    if (i < 5) int32 |= (byte & 0x7f) << (7 * i);
    if (byte < 0x80) return { value, int32, next: at + i + 1 };
  }
  return undefined;
}

const MAX_VARINT_BYTES = 10;
