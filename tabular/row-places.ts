import { basename } from 'node:path';
import { type FilePlace, placeWords } from './table-error.ts';

/** Where the rows of some files stand, for people: `rows.csv, line 7`, whatever folder the file is in. */
export class RowPlaces {
  readonly #numbers: number[] = [];
  readonly #files: { readonly file: string; readonly firstRow: number; readonly hasLines: boolean }[] = [];

  /** Notes the next row. */
  note(file: string, { line, index = 0 }: FilePlace): void {
    const hasLines = line !== undefined;
    if (this.#files.at(-1)?.file !== file) this.#files.push({ file, firstRow: this.#numbers.length, hasLines });
    this.#numbers.push(line ?? index);
  }

  /** @param row in the order in which they were noted, from 0 */
  placeOf(row: number): string {
    const { file, hasLines } = this.#files.findLast(({ firstRow }) => firstRow <= row)!;
    const number = this.#numbers[row];
    return `${basename(file)}, ${placeWords(hasLines ? { line: number } : { index: number })}`;
  }
}
