import type { AnswerForm, AnswerPiece, UsualRow } from './answer-forms.ts';
import type { BufferPool, PooledBuffer } from './buffer-pool.ts';
import { MAX_SCORE_BYTES } from './write-score.ts';

/** Usual rows that are copied at once. */
const COPIED_ROWS = 256;

/** All of an answer that is known before its rows, as bytes: the same for every request of a model and form. */
export interface AnswerFrame {
  readonly open: Uint8Array;
  readonly separator: Uint8Array;
  readonly close: Uint8Array;
  /** As many usual rows as are copied at once, all but their scores, for each of which there is room. */
  readonly usualRows: Buffer;
  /** Of one of them, with the separator behind it. */
  readonly rowBytes: number;
  /** Of one of them up to its score. */
  readonly before: number;
  /** What follows a score: the rest of its row, and the separator. */
  readonly after: Uint8Array;
  readonly writeScore: AnswerForm['writeScore'];
}

/**
 * Prepares the answers of a form.
 *
 * @param usualRow what a usual row is but for its score
 */
export function answerFrame(form: AnswerForm, usualRow: UsualRow): AnswerFrame {
  const before = bytesOf(usualRow.before);
  const after = Buffer.concat([bytesOf(usualRow.after), Buffer.from(form.separator)]);
  const row = Buffer.concat([before, Buffer.alloc(form.scoreBytes), after]);
  return {
    open: Buffer.from(form.open),
    separator: Buffer.from(form.separator),
    close: Buffer.from(form.close),
    usualRows: Buffer.alloc(COPIED_ROWS * row.length, row),
    rowBytes: row.length,
    before: before.length,
    after,
    writeScore: form.writeScore,
  };
}

function bytesOf(piece: AnswerPiece): Uint8Array {
  return typeof piece === 'string' ? Buffer.from(piece) : piece;
}

/** Writes an answer row by row, as bytes, into a buffer that grows. */
export class AnswerWriter {
  readonly #frame: AnswerFrame;
  readonly #pool: BufferPool;
  #buffer: PooledBuffer;
  #length = 0;
  #rows = 0;

  constructor(frame: AnswerFrame, pool: BufferPool) {
    this.#frame = frame;
    this.#pool = pool;
    this.#buffer = pool.take(0);
    this.#writeBytes(frame.open);
  }

  get rows(): number {
    return this.#rows;
  }

  /** Bytes of the answer if it were finished now. */
  get finishedLength(): number {
    return this.#length + this.#frame.close.length;
  }

  /** Bytes of an answer that are not its rows'. */
  get frameLength(): number {
    return this.#frame.open.length + this.#frame.close.length;
  }

  /** Writes usual rows, with the scores `scores[from..to)`. */
  writeUsual(scores: Float64Array, from: number, to: number): void {
    if (from === to) return;
    this.#startRow();
    const { usualRows, rowBytes, before, after, separator, writeScore } = this.#frame;
    this.#makeRoom((to - from) * (rowBytes + MAX_SCORE_BYTES));
    const { bytes, view } = this.#buffer;
    let at = this.#length;
    for (let row = from; row < to; ) {
      const end = Math.min(to, row + COPIED_ROWS);
      usualRows.copy(bytes, at, 0, (end - row) * rowBytes);
      while (row < end) {
        const scoreEnd = writeScore(view, at + before, scores, row++);
        at += rowBytes;
        if (scoreEnd === at - after.length) continue;
        // a score of another length moves what is behind it
        bytes.set(after, scoreEnd);
        at = scoreEnd + after.length;
        break;
      }
    }
    this.#length = at - separator.length;
    this.#rows += to - from;
  }

  /** Writes any other row. */
  writeRow(row: AnswerPiece): void {
    this.#startRow();
    if (typeof row === 'string') this.#writeText(row);
    else this.#writeBytes(row);
    this.#rows++;
  }

  /**
   * Ends the answer.
   *
   * @returns the whole of it, `length` bytes in a buffer from the pool that is the caller's to give back
   */
  finish(): { buffer: PooledBuffer; length: number } {
    this.#writeBytes(this.#frame.close);
    return { buffer: this.#buffer, length: this.#length };
  }

  /** Gives the buffer back in place of {@link finish}, where there will be no answer. */
  abandon(): void {
    this.#pool.giveBack(this.#buffer);
  }

  #startRow(): void {
    if (this.#rows > 0) this.#writeBytes(this.#frame.separator);
  }

  #writeBytes(some: Uint8Array): void {
    this.#makeRoom(some.length);
    this.#buffer.bytes.set(some, this.#length);
    this.#length += some.length;
  }

  #writeText(text: string): void {
    // a UTF-16 unit is at most three bytes
    this.#makeRoom(3 * text.length);
    this.#length += this.#buffer.bytes.write(text, this.#length);
  }

  #makeRoom(bytes: number): void {
    const wanted = this.#length + bytes;
    if (wanted <= this.#buffer.bytes.length) return;
    const larger = this.#pool.take(2 * wanted);
    larger.bytes.set(this.#buffer.bytes.subarray(0, this.#length));
    this.#pool.giveBack(this.#buffer);
    this.#buffer = larger;
  }
}
