import type { BufferPool, PooledBuffer } from '../buffer-pool.ts';
import type { AnswerForm } from './answer-form.ts';
import { MAX_SCORE_BYTES, writeScore } from './write-score.ts';

/** What stands around the scores of usual rows that follow each other, as bytes. */
export interface UsualRows {
  readonly before: Uint8Array;
  /** From one row's score to the next one's. */
  readonly between: Uint8Array;
  readonly after: Uint8Array;
}

/** @param row what a usual row is but for its score */
export function usualRows(form: AnswerForm, { before, after }: { before: string; after: string }): UsualRows {
  return {
    before: Buffer.from(before),
    between: Buffer.from(after + form.separator + before),
    after: Buffer.from(after),
  };
}

/** Writes an answer row by row, as bytes, into a buffer that grows. */
export class AnswerWriter {
  readonly #form: AnswerForm;
  readonly #usual: UsualRows;
  readonly #pool: BufferPool;
  #buffer: PooledBuffer;
  #length = 0;
  #rows = 0;

  constructor(form: AnswerForm, usual: UsualRows, pool: BufferPool) {
    this.#form = form;
    this.#usual = usual;
    this.#pool = pool;
    this.#buffer = pool.take(0);
    this.#writeText(form.open);
  }

  get rows(): number {
    return this.#rows;
  }

  /** Bytes so far. */
  get length(): number {
    return this.#length;
  }

  /** Usual rows, with the scores `scores[from..to)`. */
  writeUsual(scores: Float64Array, from: number, to: number): void {
    if (from === to) return;
    this.#startRow();
    const { before, between, after } = this.#usual;
    this.#makeRoom((to - from) * (between.length + MAX_SCORE_BYTES));
    const { bytes, view } = this.#buffer;
    bytes.set(before, this.#length);
    let at = writeScore(view, this.#length + before.length, scores[from]);
    for (let row = from + 1; row < to; row++) {
      bytes.set(between, at);
      at = writeScore(view, at + between.length, scores[row]);
    }
    bytes.set(after, at);
    this.#length = at + after.length;
    this.#rows += to - from;
  }

  /** Any other row. */
  writeRow(row: string): void {
    this.#startRow();
    this.#writeText(row);
    this.#rows++;
  }

  /** @returns the whole answer, in a buffer from the pool that is the caller's to give back */
  finish(): { buffer: PooledBuffer; length: number } {
    this.#writeText(this.#form.close);
    return { buffer: this.#buffer, length: this.#length };
  }

  /** In place of {@link finish}, where there will be no answer. */
  abandon(): void {
    this.#pool.giveBack(this.#buffer);
  }

  #startRow(): void {
    if (this.#rows > 0) this.#writeText(this.#form.separator);
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
