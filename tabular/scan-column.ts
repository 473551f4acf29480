import { calledLike } from './called-like.ts';
import { type DecimalMark, isNumeric, parseNumber } from './parse-cell.ts';
import { excerptOf, notANumber } from './read-cell.ts';
import type { Table, TableRow } from './read-table.ts';
import { looksLikeTime, timeReader } from './read-time.ts';
import { shellWord } from './shell-word.ts';
import { placeWords, type TableError } from './table-error.ts';
import { watchColumn } from './watch-column.ts';

function timeHint(name: string, value: string): string {
  const format = timeReader()(value) === undefined ? ' and --timestamp-format read' : ' reads';
  return `--timestamp-column ${shellWord(name)}${format} them`;
}

/** Looks at every cell of a column that may become a feature, in constant memory. */
export class ColumnScan {
  readonly name: string;
  readonly #watch = watchColumn();
  /** Features were named: nothing is dropped, nothing suspected. */
  readonly #named: boolean;
  #hasNumbers = false;
  #text: { readonly place: string; readonly value: string; readonly problem: TableError } | undefined;
  #allTimes = true;

  constructor(name: string, named: boolean) {
    this.name = name;
    this.#named = named;
  }

  see(table: Table, row: TableRow, at: number, mark: DecimalMark, label: string | undefined): void {
    const text = row.fields[at];
    const value = parseNumber(text, mark);
    if (value === undefined) {
      this.#allTimes &&= looksLikeTime(text);
      this.#text ??= {
        place: placeWords(row),
        value: excerptOf(text),
        problem: notANumber(table, row, at, this.#named),
      };
      return;
    }
    if (!Number.isNaN(value)) this.#hasNumbers = true;
    this.#watch.see(value, label);
  }

  /** The first text among numbers, or in a column that was named as a feature. */
  get badCell(): TableError | undefined {
    return this.#hasNumbers || this.#named ? this.#text?.problem : undefined;
  }

  /** Why it is no feature; undefined for one that is. */
  get reasonToLeaveOut(): string | undefined {
    if (this.#hasNumbers) return undefined;
    if (!this.#text) return 'empty';
    const { place, value } = this.#text;
    const text = `${place} has '${value}'`;
    if (isNumeric(value, '.')) return `text, ${text}: a decimal point? --decimal .`;
    if (isNumeric(value, ',')) return `text, ${text}: a decimal comma? --decimal ,`;
    if (this.#allTimes) return `times, ${text}: ${timeHint(this.name, value)}`;
    return calledLike(this.name).label
      ? `text, ${text}: a label? --label-column ${shellWord(this.name)}`
      : `text, ${text}`;
  }

  /** @param beside whether the file has a label of its own */
  suspicion(beside: boolean): string | undefined {
    return this.#named ? undefined : this.#watch.suspicion(this.name, beside);
  }
}
