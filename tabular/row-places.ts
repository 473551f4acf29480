import { basename } from 'node:path';

/** Where the rows of some files stand, for people: `rows.csv, line 7`, whatever folder the file is in. */
export class RowPlaces {
  readonly #lines: number[] = [];
  readonly #files: { readonly file: string; readonly firstRow: number }[] = [];

  /** Notes the next row. @param line in its file, from 1 */
  note(file: string, line: number): void {
    if (this.#files.at(-1)?.file !== file) this.#files.push({ file, firstRow: this.#lines.length });
    this.#lines.push(line);
  }

  /** @param row in the order in which they were noted, from 0 */
  placeOf(row: number): string {
    const { file } = this.#files.findLast(({ firstRow }) => firstRow <= row)!;
    return `${basename(file)}, line ${this.#lines[row]}`;
  }
}
