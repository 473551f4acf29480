import type { Table, TableRow } from './read-table.ts';
import { TableError } from './table-error.ts';

const WITH_COMMA = /^[+-]?\d*,\d+(e[+-]?\d+)?$/i;
const WITH_POINT = /^[+-]?\d*\.\d+(e[+-]?\d+)?$/i;
/** `1,020` is 1.02 to one writer and 1020 to another. */
const GROUPED = /^[+-]?[1-9]\d{0,2}(,\d{3})+$/;

interface Seen {
  readonly line?: number;
  readonly text: string;
}

/** Watches the numbers of a file that may have a decimal comma, for signs that they do and that they do not. */
export class DecimalWatch {
  #comma: Seen | undefined;
  #grouped: Seen | undefined;
  #point: Seen | undefined;

  see({ line }: TableRow, cell: string): void {
    const text = cell.trim();
    if (GROUPED.test(text)) this.#grouped ??= { line, text };
    else if (WITH_COMMA.test(text)) this.#comma ??= { line, text };
    else if (WITH_POINT.test(text)) this.#point ??= { line, text };
  }

  /** Whether commas stand for the decimal point. @throws {TableError} when the file does not tell */
  isComma({ file }: Table): boolean {
    const comma = this.#comma ?? this.#grouped;
    if (!comma) return false;
    const say = 'say how decimals are written with --decimal , or --decimal .';
    if (this.#point) {
      const { line, text } = this.#point;
      throw new TableError(
        file,
        { line: comma.line },
        `'${comma.text}' has a comma, and '${text}' in line ${line} a point: ${say}`,
      );
    }
    if (!this.#comma) {
      throw new TableError(file, { line: comma.line }, `'${comma.text}' could be a fraction or thousands: ${say}`);
    }
    return true;
  }
}
