import { isNumeric } from './parse-cell.ts';
import type { TableRow } from './read-table.ts';

const YEAR_1971_MS = Date.UTC(1971, 0, 1);
/** From 1954 to 2119, as days since 1900. */
const EXCEL_DAYS = { first: 20_000, last: 80_000 };

interface Moment {
  readonly timestampMs: number;
  readonly line: number;
  readonly text: string;
}

/** What a column of times says, in constant memory. */
export class ClockWatch {
  /** Rows without a time. */
  untimed = 0;
  #untimedLine: number | undefined;
  #first: Moment | undefined;
  #last: Moment | undefined;

  see(row: TableRow, at: number, timestampMs: number): void {
    const moment = () => ({ timestampMs, line: row.line, text: row.fields[at] });
    if (!this.#first || timestampMs < this.#first.timestampMs) this.#first = moment();
    if (!this.#last || timestampMs > this.#last.timestampMs) this.#last = moment();
  }

  seeNone({ line }: TableRow): void {
    this.#untimedLine ??= line;
    this.untimed++;
  }

  /** Undefined where no row has a time. */
  get earliestMs(): number | undefined {
    return this.#first?.timestampMs;
  }

  /** Why it is no clock at all, with the line that shows it; undefined for a clock. */
  problem(): { readonly line: number; readonly problem: string } | undefined {
    const [first, last] = [this.#first, this.#last];
    if (!first || !last || first.timestampMs < 0 || last.timestampMs >= YEAR_1971_MS) return undefined;
    const { line, text } = last;
    if (!isNumeric(text)) return undefined; // a date that is written out
    const days = Number(text);
    const isExcel = days >= EXCEL_DAYS.first && days <= EXCEL_DAYS.last;
    const meant = isExcel
      ? 'for dates of Excel --timestamp-format excel'
      : 'for seconds from a start --timestamp-format s';
    return {
      line,
      problem: `'${text}' and all others would be times in 1970: ${meant}, for row numbers --no-timestamp`,
    };
  }

  /** How many rows have no time; undefined where all have one. */
  get untimedWords(): string | undefined {
    if (this.untimed === 0) return undefined;
    const are = this.untimed === 1 ? 'row has' : 'rows have';
    const first = `${this.untimed.toLocaleString('en')} ${are} no time, the first in line ${this.#untimedLine}`;
    return this.#first ? `${first}: taken as of the time of the row before` : first;
  }
}
