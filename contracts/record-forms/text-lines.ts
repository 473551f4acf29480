import { csvCells, decodeCsvCells, looksLikeNumbers } from './csv-line.ts';
import { type CsvHeader, decodeCsvRow, isHeaderAlone, isRemark, readHeader, rowWithHeader } from './csv-table.ts';
import { alone, inPlace, nonBlankLines, type TextContext, type TextPart } from './text-part.ts';
import { isJson, unreadable } from './unreadable.ts';

/**
 * Decodes the lines of a text one by one: JSON, numbers in the model's order, or rows below a header.
 *
 * @param decodeJson undefined for a line that is no JSON
 * @param takesCsv not where a list or a number on a line may be the inside of JSON that spans several
 * @returns undefined when no line means anything by itself
 */
export function decodeEachLine(
  text: string,
  context: TextContext,
  decodeJson: (line: string) => TextPart[] | undefined,
  takesCsv: boolean,
): TextPart[] | undefined {
  const lines = new TextLines(context, decodeJson, takesCsv);
  for (const line of nonBlankLines(text)) {
    lines.add(line);
    if (context.allowance.excess) break;
  }
  return lines.finish();
}

class TextLines {
  readonly #context: TextContext;
  readonly #decodeJson: (line: string) => TextPart[] | undefined;
  readonly #takesCsv: boolean;
  readonly #decoded: TextPart[] = [];
  #number = 0;
  #header: { readonly read: CsvHeader; readonly number: number; hasRows: boolean } | undefined;
  #isReadable = false;

  constructor(context: TextContext, decodeJson: (line: string) => TextPart[] | undefined, takesCsv: boolean) {
    this.#context = context;
    this.#decodeJson = decodeJson;
    this.#takesCsv = takesCsv;
  }

  add(line: string): void {
    this.#number++;
    const piece = line.trim();
    if (isJson(piece)) this.#addJson(piece, line);
    else if (this.#takesCsv) this.#addCsv(piece, csvCells(piece));
    else this.#keep(alone(unreadable(piece), this.#context), line);
  }

  finish(): TextPart[] | undefined {
    this.#leaveUnused();
    return this.#isReadable ? this.#decoded : undefined;
  }

  #addJson(piece: string, line: string): void {
    this.#leaveUnused();
    const parts = this.#decodeJson(piece);
    this.#isReadable ||= parts !== undefined;
    this.#keep(parts ?? alone(unreadable(piece), this.#context), line);
  }

  #addCsv(piece: string, cells: readonly string[]): void {
    if (isRemark(piece, cells)) return;
    const read = readHeader(piece, cells, this.#header?.read);
    if (read && read === this.#header?.read) return;
    if (read) {
      this.#leaveUnused();
      this.#header = { read, number: this.#number, hasRows: false };
      return;
    }
    // One word above rows of several cells is no header of theirs.
    const isNone = this.#header?.read.names.length === 1 && cells.length > 1 && !this.#header.hasRows;
    if (isNone) {
      this.#leaveUnused();
      this.#addCsv(piece, cells);
    } else this.#addCells(piece, cells);
  }

  #addCells(piece: string, cells: readonly string[]): void {
    const hasNumbers = looksLikeNumbers(piece);
    if (this.#header) {
      const { read } = this.#header;
      const row = decodeCsvRow(cells, read, this.#context);
      this.#header.hasRows ||= row.ok || hasNumbers;
      this.#isReadable ||= this.#header.hasRows;
      this.#keep(alone(row, this.#context), () => rowWithHeader(piece, read));
      return;
    }
    this.#isReadable ||= hasNumbers;
    this.#keep(alone(hasNumbers ? decodeCsvCells(cells, this.#context) : unreadable(piece), this.#context), piece);
  }

  /** A line of words without rows below it is no header, unless it can be nothing else. */
  #leaveUnused(): void {
    if (!this.#header || this.#header.hasRows) return;
    const { read, number } = this.#header;
    this.#header = undefined;
    if (read.line.startsWith('#') || isHeaderAlone(csvCells(read.line))) return;
    this.#keep(alone(unreadable(read.line), this.#context), read.line, number);
  }

  #keep(parts: readonly TextPart[], text: string | (() => string), number = this.#number): void {
    for (const part of parts) this.#decoded.push(inPlace(part, `line ${number}`, text));
  }
}
