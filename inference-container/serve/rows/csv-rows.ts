import { toFeatureValue } from '../../../contracts/record-forms/number.ts';
import { MAX_FEATURES } from '../../../contracts/record-forms/values.ts';
import { ok, type Result } from '../../../contracts/result.ts';
import { type RowProblem, type RowProblemCode, rowProblem } from '../http/http-problems.ts';
import { ByteCursor, COMMA, NEWLINE, QUOTE, RETURN, SPACE, TAB } from './byte-cursor.ts';
import { type CsvColumns, foreignHeader, headerColumns, modelColumns } from './csv-columns.ts';
import { countFields, splitFields } from './csv-fields.ts';
import { badValue } from './feature-values.ts';
import { appendBadRow, type RowBlock, type RowReader } from './row-block.ts';
import type { RowDecoder } from './row-decoder.ts';

/**
 * Reads `text/csv`: a row of numbers, quoted or not, on each line that is not blank, in the model's order, or in that
 * of a header: a line of the model's names, the first or one further down. A bad line is a bad row.
 */
export class CsvRows implements RowReader {
  readonly #cursor: ByteCursor;
  readonly #decoder: RowDecoder;
  readonly #featureCount: number;
  #columns: CsvColumns | undefined;
  /** As it was written. */
  #header: string | undefined;

  constructor(body: Buffer, decoder: RowDecoder, featureCount: number) {
    this.#cursor = new ByteCursor(body);
    this.#decoder = decoder;
    this.#featureCount = featureCount;
  }

  /** A body is refused whole when nobody knows what its header says. */
  readInto(block: RowBlock): Result<boolean, RowProblemCode> {
    const cursor = this.#cursor;
    if (!this.#columns) {
      const header = this.#readHeader();
      if (!header.ok) return header;
      this.#columns = header.value ?? modelColumns(this.#decoder.features);
    }
    for (;;) {
      cursor.skipSpace();
      if (cursor.atEnd) return ok(false);
      if (block.count === block.capacity) return ok(true);
      const start = cursor.at;
      const isPlain = this.#decoder.takesPlainRows && this.#columns.isComplete;
      if (isPlain && this.#takePlainLine(this.#columns, block)) continue;
      cursor.at = start;
      const problem = this.#decodeLine(this.#columns, block);
      if (problem) return { ok: false, problem };
    }
  }

  /** Passes the first line if it is a header. */
  #readHeader(): Result<CsvColumns | undefined, RowProblemCode> {
    const cursor = this.#cursor;
    cursor.skipSpace();
    const start = cursor.at;
    const line = this.#takeLine();
    const columns = this.#headerColumns(line);
    if (!columns.ok || columns.value) return columns;
    cursor.at = start;
    const problem = foreignHeader(splitFields(line, MAX_FEATURES), this.#decoder.features);
    return problem ? { ok: false, problem } : columns;
  }

  /** Those of the line, if it is a header. */
  #headerColumns(line: string): Result<CsvColumns | undefined, RowProblemCode> {
    const fields = splitFields(line, MAX_FEATURES + 1);
    const columns = fields.length > MAX_FEATURES ? ok(undefined) : headerColumns(fields, this.#decoder.features);
    if (columns.ok && columns.value) this.#header = line;
    return columns;
  }

  /**
   * Takes a line with a number in each field.
   *
   * @returns false where it has anything else, and leaves the cursor and the block's free space in any state
   */
  #takePlainLine({ features }: CsvColumns, block: RowBlock): boolean {
    const cursor = this.#cursor;
    const offset = block.count * this.#featureCount;
    for (let column = 0; column < features.length; column++) {
      if (column > 0 && !this.#takeComma()) return false;
      const value = this.#takeNumber();
      if (Number.isNaN(value)) return false;
      if (features[column] >= 0) block.values[offset + features[column]] = value;
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

  /** @returns NaN where there is no number, quoted or not */
  #takeNumber(): number {
    const cursor = this.#cursor;
    skipBlanks(cursor);
    if (cursor.bytes[cursor.at] !== QUOTE) return cursor.takeNumber();
    cursor.at++;
    const value = cursor.takeNumber();
    return cursor.bytes[cursor.at++] === QUOTE ? value : NaN;
  }

  /**
   * Takes any line: one that has missing values, one that is bad, or a header.
   *
   * @returns why nobody knows what is in the lines below
   */
  #decodeLine({ features }: CsvColumns, block: RowBlock): RowProblem | undefined {
    const line = this.#takeLine();
    if (line === this.#header) return undefined;
    // One field too many is enough to see that there are: a body of commas has 25 million.
    const fields = splitFields(line, features.length + 1);
    const values = new Array<number | null>(this.#featureCount).fill(null);
    for (const [column, field] of fields.entries()) {
      if (!(features[column] >= 0)) continue;
      const value = toFeatureValue(field);
      if (value === undefined || Number.isNaN(value)) {
        const header = this.#headerColumns(line);
        if (!header.ok) return header.problem;
        if (header.value) this.#columns = header.value;
        else appendBadRow(block, badValue(field, `[${column}]`));
        return undefined;
      }
      values[features[column]] = value;
    }
    if (fields.length === features.length) this.#decoder.decodeFeatures(values, block, '');
    else this.#appendWrongLength(countFields(line), features.length, block, fields.at(-1));
    return undefined;
  }

  #appendWrongLength(count: number, wanted: number, block: RowBlock, last: string | undefined): void {
    if (this.#header === undefined) this.#decoder.appendWrongLength(count, block, '', last);
    else appendBadRow(block, rowProblem('wrong_length', '', `got ${count} fields, wanted ${wanted} as in the header`));
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
