import { ok, type Result } from '../../../contracts/result.ts';
import { type RowProblemCode, rowProblem } from '../http/http-problems.ts';
import { RECORDIO_FLAGS, RECORDIO_HEADER_BYTES, RECORDIO_LENGTH_BITS, RECORDIO_MAGIC } from '../recordio-format.ts';

/** A record's bytes, or as much of them as stands before the next magic number in them. */
interface Part {
  readonly flag: number;
  /** As the header says; there are fewer bytes where the body ends before. */
  readonly length: number;
  readonly bytes: Buffer;
  /** Where the next part begins. */
  readonly next: number;
}

/** Reads the records of a body of RecordIO, one at a time. */
export class RecordIoReader {
  readonly #body: Buffer;
  #at = 0;

  constructor(body: Buffer) {
    this.#body = body;
  }

  get atEnd(): boolean {
    return this.#at >= this.#body.length;
  }

  /** Moves past the next record. @returns its bytes, or why nobody knows where it ends */
  take(): Result<Buffer, RowProblemCode> {
    const part = this.#partAt(this.#at);
    if (!part.ok) return part;
    const { flag, bytes, next } = part.value;
    if (flag === RECORDIO_FLAGS.whole) {
      this.#at = next;
      return ok(bytes);
    }
    if (flag === RECORDIO_FLAGS.first) return this.#takeParted(part.value);
    return notRecordIo(`got flag ${flag} at byte ${this.#at + 4}, wanted a record that is whole (0) or begins (1)`);
  }

  /** Looks at the parts twice: a list of them could be a hundred times as large as the body. */
  #takeParted(first: Part): Result<Buffer, RowProblemCode> {
    let length = first.bytes.length;
    let last = first;
    while (last.flag !== RECORDIO_FLAGS.last) {
      const part = this.#partAt(last.next);
      if (!part.ok) return part;
      const { flag, bytes } = part.value;
      if (flag !== RECORDIO_FLAGS.middle && flag !== RECORDIO_FLAGS.last) {
        return notRecordIo(`got flag ${flag} at byte ${last.next + 4}, wanted a record that goes on (2) or ends (3)`);
      }
      length += 4 + bytes.length;
      last = part.value;
    }
    const record = this.#join(this.#at, last.next, length);
    this.#at = last.next;
    return ok(record);
  }

  /** Puts back the magic numbers at which a record was parted. @param from of parts that were looked at before */
  #join(from: number, to: number, length: number): Buffer {
    const record = Buffer.allocUnsafe(length);
    let filled = 0;
    for (let at = from; at < to; ) {
      if (at > from) filled = record.writeUInt32LE(RECORDIO_MAGIC, filled);
      const { bytes, next } = partOf(this.#body, at);
      filled += bytes.copy(record, filled);
      at = next;
    }
    return record;
  }

  #partAt(at: number): Result<Part, RowProblemCode> {
    // the zeros behind the last part may be missing
    const left = Math.max(0, this.#body.length - at);
    if (left < RECORDIO_HEADER_BYTES) {
      return notRecordIo(`got ${left} bytes from byte ${at} on, wanted a magic number and a length, which are 8`);
    }
    const magic = this.#body.readUInt32LE(at);
    if (magic !== RECORDIO_MAGIC) return notRecordIo(`got ${hex(magic)} at byte ${at}, wanted ${hex(RECORDIO_MAGIC)}`);
    const part = partOf(this.#body, at);
    if (part.bytes.length === part.length) return ok(part);
    return notRecordIo(`got ${part.bytes.length} of ${part.length} bytes after byte ${at + 8}, wanted all of them`);
  }
}

/** The part at `at`, whose header is there. */
function partOf(body: Buffer, at: number): Part {
  const lengthAndFlag = body.readUInt32LE(at + 4);
  const length = lengthAndFlag % 2 ** RECORDIO_LENGTH_BITS;
  const start = at + RECORDIO_HEADER_BYTES;
  return {
    flag: lengthAndFlag >>> RECORDIO_LENGTH_BITS,
    length,
    bytes: body.subarray(start, start + length),
    next: start + 4 * Math.ceil(length / 4),
  };
}

function hex(magic: number): string {
  return `0x${magic.toString(16).padStart(8, '0')}`;
}

function notRecordIo(message: string): Result<never, RowProblemCode> {
  return { ok: false, problem: rowProblem('not_recordio', '', `the body is not RecordIO: ${message}`) };
}
