import type { FilePlace } from './table-error.ts';

/** Where a row stands. */
export interface RowPlace extends Pick<FilePlace, 'line' | 'index'> {
  readonly file: string;
}

/** The first row that is earlier than a row of its source before it. */
export interface OutOfOrder extends RowPlace {
  readonly before: RowPlace;
}

interface Latest extends RowPlace {
  readonly timestampMs: number;
}

/** Beyond so many sources, 20 MB of them, only rows that are in order whatever their source count as in order. */
const MOST_WATCHED = 100_000;

/** Sees whether the rows of each source come in the order of time. Equal times are in order. */
export class OrderWatch {
  readonly #latest = new Map<string, Latest>();
  #latestOfAll: Latest | undefined;
  #wrongOfAll: OutOfOrder | undefined;
  #wrong: OutOfOrder | undefined;
  #isFull = false;

  see(source: string, { file, line, index }: RowPlace, timestampMs: number): void {
    const row = { file, line, index, timestampMs };
    this.#wrongOfAll ??= wrongBehind(this.#latestOfAll, row);
    this.#latestOfAll = row;
    if (this.#isFull || this.#wrong) return;
    this.#wrong = wrongBehind(this.#latest.get(source), row);
    this.#latest.set(source, row);
    this.#isFull = this.#latest.size > MOST_WATCHED;
    if (this.#isFull) this.#latest.clear();
  }

  /** Undefined where the rows of each source are in order. */
  get outOfOrder(): OutOfOrder | undefined {
    return this.#wrong ?? (this.#isFull ? this.#wrongOfAll : undefined);
  }
}

function wrongBehind(before: Latest | undefined, { file, line, index, timestampMs }: Latest): OutOfOrder | undefined {
  return before && timestampMs < before.timestampMs ? { file, line, index, before } : undefined;
}
