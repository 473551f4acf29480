import { parseDecimal } from '../../../contracts/decimal.ts';
import { excerpt } from '../../../contracts/record-forms/excerpt.ts';
import { ok, type Result } from '../../../contracts/result.ts';
import { type RowProblemCode, rowProblem } from '../http/http-problems.ts';
import { ByteCursor, COMMA, NEWLINE, RETURN, SPACE, TAB } from './byte-cursor.ts';
import { appendBadRow, type RowBlock, type RowReader } from './row-block.ts';
import type { RowDecoder } from './row-decoder.ts';

/**
 * Reads `text/csv`: a row of numbers in the model's order on each line that is not blank, without a header. An empty
 * field is a missing value. It refuses no body: a bad line is a bad row.
 */
export class CsvRows implements RowReader {
  readonly #cursor: ByteCursor;
  readonly #decoder: RowDecoder;
  readonly #featureCount: number;
  #rowsRead = 0;

  constructor(body: Buffer, decoder: RowDecoder, featureCount: number) {
    this.#cursor = new ByteCursor(body);
    this.#decoder = decoder;
    this.#featureCount = featureCount;
  }

  readInto(block: RowBlock): Result<boolean, RowProblemCode> {
    const cursor = this.#cursor;
    for (;;) {
      cursor.skipSpace();
      if (cursor.atEnd) return ok(false);
      if (block.count === block.capacity) return ok(true);
      const start = cursor.at;
      if (this.#decoder.takesPlainRows && this.#takePlainLine(block)) {
        this.#rowsRead++;
        continue;
      }
      cursor.at = start;
      this.#decodeLine(block);
      this.#rowsRead++;
    }
  }

  /**
   * Takes a line with a number in each field.
   *
   * @returns false where it has anything else, and leaves the cursor and the block's free space in any state
   */
  #takePlainLine(block: RowBlock): boolean {
    const cursor = this.#cursor;
    const offset = block.count * this.#featureCount;
    for (let feature = 0; feature < this.#featureCount; feature++) {
      if (feature > 0 && !this.#takeComma()) return false;
      skipBlanks(cursor);
      const value = cursor.takeNumber();
      if (Number.isNaN(value)) return false;
      block.values[offset + feature] = value;
    }
    skipBlanks(cursor);
    if (!cursor.atEnd && cursor.bytes[cursor.at] !== NEWLINE) return false;
    block.count++;
    return true;
  }

  #takeComma(): boolean {
    skipBlanks(this.#cursor);
    if (this.#cursor.bytes[this.#cursor.at] !== COMMA) return false;
    this.#cursor.at++;
    return true;
  }

  /** Takes any line: one that has missing values, or is bad. */
  #decodeLine(block: RowBlock): void {
    const line = this.#takeLine();
    // One field too many is enough to see that there are: a body of commas has 25 million.
    const fields = line.split(',', this.#featureCount + 1).map(parseField);
    const bad = fields.findIndex((field) => typeof field === 'string');
    if (bad >= 0) {
      const hint = this.#rowsRead === 0 ? '; a body of CSV has no header' : '';
      const message = `got ${excerpt(fields[bad])}, wanted a finite number${hint}`;
      appendBadRow(block, rowProblem('not_finite', `[${bad}]`, message));
    } else if (fields.length > this.#featureCount) {
      this.#decoder.appendWrongLength(countFields(line), block);
    } else {
      this.#decoder.decodeFeatures(fields as (number | null)[], block, '');
    }
  }

  #takeLine(): string {
    const { bytes, at } = this.#cursor;
    const newline = bytes.indexOf(NEWLINE, at);
    const end = newline < 0 ? bytes.length : newline;
    this.#cursor.at = end;
    return bytes.toString('utf8', at, end);
  }
}

function skipBlanks(cursor: ByteCursor): void {
  const { bytes } = cursor;
  while (bytes[cursor.at] === SPACE || bytes[cursor.at] === TAB || bytes[cursor.at] === RETURN) cursor.at++;
}

function countFields(line: string): number {
  let count = 1;
  for (let at = line.indexOf(','); at >= 0; at = line.indexOf(',', at + 1)) count++;
  return count;
}

/** A number; null for a missing one; the text of anything else. */
function parseField(text: string): number | null | string {
  const field = text.trim();
  if (field === '') return null;
  const value = parseDecimal(field);
  return value !== undefined && Number.isFinite(value) ? value : field;
}
