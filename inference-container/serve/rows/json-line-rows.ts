import { ok, type Result } from '../../../contracts/result.ts';
import { type RowProblemCode, rowProblem } from '../http/http-problems.ts';
import { ByteCursor, NEWLINE } from './byte-cursor.ts';
import type { RowBlock, RowReader } from './row-block.ts';
import { inBody, type RowDecoder } from './row-decoder.ts';

/** Reads `application/jsonlines`: a row on each line that is not blank. */
export class JsonLineRows implements RowReader {
  readonly #cursor: ByteCursor;
  readonly #decoder: RowDecoder;
  #rowsRead = 0;

  constructor(body: Buffer, decoder: RowDecoder) {
    this.#cursor = new ByteCursor(body);
    this.#decoder = decoder;
    this.#cursor.skipSpace();
  }

  readInto(block: RowBlock): Result<boolean, RowProblemCode> {
    const cursor = this.#cursor;
    while (!cursor.atEnd) {
      if (block.count === block.capacity) return ok(true);
      const problem = this.#decoder.decodeJson(cursor, block);
      if (problem) return { ok: false, problem: inBody(problem, `[${this.#rowsRead}]`) };
      if (!this.#takeLineEnd()) {
        const message = 'got more after the row, wanted the end of the line';
        return { ok: false, problem: rowProblem('not_json', `[${this.#rowsRead}]`, message) };
      }
      this.#rowsRead++;
    }
    return ok(false);
  }

  /** Passes the end of this line and blank ones. */
  #takeLineEnd(): boolean {
    const cursor = this.#cursor;
    const start = cursor.at;
    cursor.skipSpace();
    return cursor.atEnd || cursor.bytes.subarray(start, cursor.at).includes(NEWLINE);
  }
}
