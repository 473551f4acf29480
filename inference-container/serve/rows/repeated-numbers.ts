import { type ProtobufField, readVarint } from '../../../contracts/record-forms/protobuf-wire.ts';

/** The types of number that a tensor is made of. */
export type NumberType = 'float' | 'double' | 'int32' | 'uint64';

/** The numbers of a repeated field, of which a body has room for 25 million: they are counted, and the first kept. */
export class RepeatedNumbers {
  readonly #most: number;
  /** NaN is what numpy writes for a missing value, and null here. */
  readonly kept: (number | null)[] = [];
  count = 0;

  /** @param most that are kept */
  constructor(most: number) {
    this.#most = most;
  }

  /**
   * Adds the numbers of one field, which has one of them or, packed, many.
   *
   * @returns false if it has no numbers of the type
   */
  addField(field: ProtobufField, type: NumberType): boolean {
    if (type === 'float') return this.#addFixed(field, 4, (view, at) => view.getFloat32(at, LITTLE_ENDIAN));
    if (type === 'double') return this.#addFixed(field, 8, (view, at) => view.getFloat64(at, LITTLE_ENDIAN));
    return this.#addVarints(field, type === 'int32' ? 'int32' : 'value');
  }

  #addFixed({ fixed, bytes }: ProtobufField, size: 4 | 8, read: (view: DataView, at: number) => number): boolean {
    const numbers = fixed ?? bytes;
    const isWhole = fixed ? fixed.length === size : bytes !== undefined && bytes.length % size === 0;
    if (!numbers || !isWhole) return false;
    const view = new DataView(numbers.buffer, numbers.byteOffset, numbers.length);
    for (let at = 0; at < numbers.length; at += size) this.#add(read(view, at));
    return true;
  }

  #addVarints({ varint, bytes }: ProtobufField, part: 'int32' | 'value'): boolean {
    if (varint) this.#add(varint[part]);
    for (let at = 0; bytes && at < bytes.length; ) {
      const packed = readVarint(bytes, at);
      if (!packed) return false;
      this.#add(packed[part]);
      at = packed.next;
    }
    return varint !== undefined || bytes !== undefined;
  }

  #add(value: number): void {
    if (this.count++ < this.#most) this.kept.push(Number.isNaN(value) ? null : value);
  }
}

const LITTLE_ENDIAN = true;
