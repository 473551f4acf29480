/** Writes numbers, texts and bytes one after the other, little-endian. */
export class ByteWriter {
  #bytes: Uint8Array;
  #view: DataView;
  #at = 0;

  /** @param length what will probably be written */
  constructor(length: number) {
    this.#bytes = new Uint8Array(length);
    this.#view = new DataView(this.#bytes.buffer);
  }

  u32(value: number): void {
    this.#view.setUint32(this.#take(4), value, true);
  }

  f64(value: number): void {
    this.#view.setFloat64(this.#take(8), value, true);
  }

  /** Its length, then its UTF-16 code units, so that also a text that UTF-8 cannot hold stays what it is. */
  text(text: string): void {
    this.u32(text.length);
    let at = this.#take(2 * text.length);
    for (let i = 0; i < text.length; i++, at += 2) this.#view.setUint16(at, text.charCodeAt(i), true);
  }

  bytes(bytes: Uint8Array): void {
    const at = this.#take(bytes.length);
    this.#bytes.set(bytes, at);
  }

  written(): Uint8Array {
    return this.#bytes.subarray(0, this.#at);
  }

  #take(length: number): number {
    const at = this.#at;
    this.#at += length;
    if (this.#at > this.#bytes.length) {
      const before = this.#bytes;
      this.#bytes = new Uint8Array(Math.max(this.#at, 2 * before.length));
      this.#bytes.set(before);
      this.#view = new DataView(this.#bytes.buffer);
    }
    return at;
  }
}

/** Reads what {@link ByteWriter} wrote. @throws {RangeError} where it is cut short */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  f64(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }

  text(): string {
    const length = this.u32();
    let at = this.#take(2 * length);
    let text = '';
    for (let i = 0; i < length; i++, at += 2) text += String.fromCharCode(this.#view.getUint16(at, true));
    return text;
  }

  /** A part of what is read, not a copy. */
  bytes(length: number): Uint8Array {
    const at = this.#take(length);
    return this.#bytes.subarray(at, at + length);
  }

  #take(length: number): number {
    const at = this.#at;
    this.#at += length;
    if (this.#at <= this.#bytes.length) return at;
    throw new RangeError(`these bytes are cut short: got ${this.#bytes.length}, wanted at least ${this.#at}`);
  }
}

/** A checksum of 32 bits that each changed byte changes. Some 1 ns for four bytes. */
export function checksumOf(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const whole = bytes.length & ~3;
  let sum = bytes.length | 0;
  // As FNV-1a does it, four bytes at a time; each step is one to one, so that no change of one of them is lost.
  for (let at = 0; at < whole; at += 4) {
    sum = Math.imul(sum ^ view.getInt32(at, true), 0x01000193);
    sum ^= sum >>> 15;
  }
  for (let at = whole; at < bytes.length; at++) sum = Math.imul(sum ^ bytes[at], 0x01000193);
  return sum >>> 0;
}
