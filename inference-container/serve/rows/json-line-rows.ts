import { ok, type Result } from '../../../contracts/result.ts';
import { type RowProblemCode, rowProblem } from '../http/http-problems.ts';
import { ByteCursor, NEWLINE } from './byte-cursor.ts';
import { appendBadRow, type RowBlock, type RowReader } from './row-block.ts';
import type { RowDecoder } from './row-decoder.ts';

/** Reads `application/jsonlines`: a row on each line that is not blank. It refuses no body: a bad line is a bad row. */
export class JsonLineRows implements RowReader {
  readonly #cursor: ByteCursor;
  readonly #decoder: RowDecoder;

  constructor(body: Buffer, decoder: RowDecoder) {
    this.#cursor = new ByteCursor(body);
    this.#decoder = decoder;
    this.#cursor.skipSpace();
  }

  readInto(block: RowBlock): Result<boolean, RowProblemCode> {
    while (!this.#cursor.atEnd) {
      if (block.count === block.capacity) return ok(true);
      this.#decodeLine(new ByteCursor(this.#takeLine()), block);
      this.#cursor.skipSpace();
    }
    return ok(false);
  }

  #decodeLine(line: ByteCursor, block: RowBlock): void {
    const row = block.count;
    const problem = this.#decoder.decodeJson(line, block);
    line.skipSpace();
    if (problem) appendBadRow(block, problem);
    else if (!line.atEnd) block.problems.set(row, MORE_AFTER_ROW);
  }

  #takeLine(): Buffer {
    const { bytes, at } = this.#cursor;
    const newline = bytes.indexOf(NEWLINE, at);
    this.#cursor.at = newline < 0 ? bytes.length : newline;
    return bytes.subarray(at, this.#cursor.at);
  }
}

const MORE_AFTER_ROW = rowProblem('not_json', '', 'got more after the row, wanted the end of the line');
