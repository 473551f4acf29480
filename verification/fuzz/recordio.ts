import { lengthDelimited, varint } from './protobuf-writer.ts';

/** What a tensor is written from. */
export interface TensorParts {
  readonly type: 'float32' | 'float64' | 'int32';
  readonly values: readonly number[];
  readonly keys?: readonly number[];
  readonly shape?: readonly number[];
}

const TYPES = {
  float32: { number: 2, encode: (value: number) => Buffer.from(Float32Array.of(value).buffer) },
  float64: { number: 3, encode: (value: number) => Buffer.from(Float64Array.of(value).buffer) },
  int32: { number: 7, encode: (value: number) => (value < 0 ? negativeVarint(value) : varint(value)) },
};

/** Writes the message `Record` of SageMaker with one feature, packed, as the Python SDK does. */
export function tensorRecord({ type, values, keys = [], shape = [] }: TensorParts, name = 'values'): Buffer {
  const { number, encode } = TYPES[type];
  const tensor = Buffer.concat([
    packed(1, values.map(encode)),
    packed(2, keys.map(varint)),
    packed(3, shape.map(varint)),
  ]);
  return featureRecord(name, lengthDelimited(number, tensor));
}

/** Writes the message `Record` with one feature, whose message `Value` is any bytes. */
export function featureRecord(name: string, value: Uint8Array): Buffer {
  return lengthDelimited(1, Buffer.concat([lengthDelimited(1, Buffer.from(name)), lengthDelimited(2, value)]));
}

/** Puts records one after the other as RecordIO, each in one part. */
export function recordIo(records: readonly Uint8Array[]): Buffer<ArrayBuffer> {
  return Buffer.concat(records.map((record) => recordIoPart(record)));
}

/**
 * Writes one part of RecordIO.
 *
 * @param flag 0 for a whole record, 1 for its first part, 2 for one in the middle, 3 for its last
 */
export function recordIoPart(bytes: Uint8Array, flag = 0): Buffer<ArrayBuffer> {
  const part = Buffer.alloc(8 + bytes.length + ((4 - (bytes.length % 4)) % 4));
  part.writeUInt32LE(0xced7230a, 0);
  part.writeUInt32LE(flag * 2 ** 29 + bytes.length, 4);
  part.set(bytes, 8);
  return part;
}

function packed(number: number, values: readonly Uint8Array[]): Buffer {
  return values.length === 0 ? Buffer.alloc(0) : lengthDelimited(number, Buffer.concat(values));
}

/** Ten bytes: 64 bits of two's complement. */
function negativeVarint(value: number): Buffer {
  const bits = BigInt.asUintN(64, BigInt(value));
  return Buffer.from(
    Array.from({ length: 10 }, (_, i) => Number((bits >> BigInt(7 * i)) & 0x7fn) | (i < 9 ? 0x80 : 0)),
  );
}
