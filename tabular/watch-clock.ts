import { isNumeric } from './parse-cell.ts';
import type { TableRow } from './read-table.ts';
import { type FilePlace, placeWords } from './table-error.ts';

const YEAR_1971_MS = Date.UTC(1971, 0, 1);
/** From 1954 to 2119, as days since 1900. */
const EXCEL_DAYS = { first: 20_000, last: 80_000 };

interface Moment {
  readonly timestampMs: number;
  readonly row: TableRow;
  readonly text: string;
}

/** What a column of times says, in constant memory. */
export class ClockWatch {
  /** Rows without a time. */
  untimed = 0;
  #untimedRow: TableRow | undefined;
  #first: Moment | undefined;
  #last: Moment | undefined;

  see(row: TableRow, at: number, timestampMs: number): void {
    const moment = () => ({ timestampMs, row, text: row.fields[at] });
    if (!this.#first || timestampMs < this.#first.timestampMs) this.#first = moment();
    if (!this.#last || timestampMs > this.#last.timestampMs) this.#last = moment();
  }

  seeNone(row: TableRow): void {
    this.#untimedRow ??= row;
    this.untimed++;
  }

  /** Undefined where no row has a time. */
  get earliestMs(): number | undefined {
    return this.#first?.timestampMs;
  }

  /** Why it is no clock at all, with the row that shows it; undefined for a clock. */
  problem(): { readonly place: FilePlace; readonly problem: string } | undefined {
    const [first, last] = [this.#first, this.#last];
    if (!first || !last || first.timestampMs < 0 || last.timestampMs >= YEAR_1971_MS) return undefined;
    const { row, text } = last;
    if (!isNumeric(text)) return undefined; // a date that is written out
    const days = Number(text);
    const isExcel = days >= EXCEL_DAYS.first && days <= EXCEL_DAYS.last;
    const meant = isExcel
      ? 'for dates of Excel --timestamp-format excel'
      : 'for seconds from a start --timestamp-format s';
    return {
      place: { line: row.line, index: row.index },
      problem: `'${text}' and all others would be times in 1970: ${meant}, for row numbers --no-timestamp`,
    };
  }

  /** How many rows have no time; undefined where all have one. */
  get untimedWords(): string | undefined {
    if (!this.#untimedRow) return undefined;
    const are = this.untimed === 1 ? 'row has' : 'rows have';
    const first = `${this.untimed.toLocaleString('en')} ${are} no time, the first in ${placeWords(this.#untimedRow)}`;
    return this.#first ? `${first}: taken as of the time of the row before` : first;
  }
}
