import { type Rows, type Selection, selectSource } from './rows.ts';

/** What the charts show at the moment, shared by all of them. */
export interface View {
  readonly selection: Selection;
  readonly source: number | undefined;
  readonly range: Range;
  /** A stretch to point at: an incident that was picked. */
  readonly focus: Range | undefined;
  /** The number of a row that somebody points at. */
  readonly pinned: number | undefined;
  setRange(range: Range): void;
  setSource(source: number | undefined): void;
  /** Shows a stretch of one source, with as much again on both sides. */
  showStretch(source: number | undefined, stretch: Range): void;
  /** Moves by a share of what is seen: 0.25 is a quarter to the right. */
  pan(share: number): void;
  /** Above 1 shows less, below 1 more, around the middle. */
  zoom(factor: number): void;
  reset(): void;
  /** Points at a row, and shows its source where another one is shown. */
  pin(row: number | undefined): void;
  onRange(listener: () => void): void;
  onSelection(listener: () => void): void;
  onPin(listener: () => void): void;
}

export interface Range {
  readonly min: number;
  readonly max: number;
}

/**
 * Makes the one state that all charts share, which tells its listeners when it changes. It begins with the whole time.
 *
 * @param source whose rows are shown first; undefined for all
 */
export function createView(rows: Rows, sourceCount: number, source?: number): View {
  return new SharedView(rows, sourceCount, source);
}

class SharedView implements View {
  readonly #rows: Rows;
  readonly #sourceCount: number;
  readonly #whole: Range;
  readonly #listeners = { range: [] as (() => void)[], selection: [] as (() => void)[], pin: [] as (() => void)[] };
  selection: Selection;
  source: number | undefined;
  range: Range;
  focus: Range | undefined;
  pinned: number | undefined;

  constructor(rows: Rows, sourceCount: number, source: number | undefined) {
    this.#rows = rows;
    this.#sourceCount = sourceCount;
    this.#whole = wholeRange(rows);
    this.source = source;
    this.range = this.#whole;
    this.selection = selectSource(rows, source, sourceCount);
  }

  setRange(wanted: Range): void {
    const next = within(wanted, this.#whole);
    if (next.min === this.range.min && next.max === this.range.max) return;
    this.range = next;
    this.#tell('range');
  }

  setSource(wanted: number | undefined): void {
    this.focus = undefined;
    this.source = wanted;
    this.selection = selectSource(this.#rows, wanted, this.#sourceCount);
    this.#tell('selection');
    const isHidden = wanted !== undefined && this.pinned !== undefined && this.#rows.source[this.pinned] !== wanted;
    if (isHidden) this.pin(undefined);
  }

  showStretch(wanted: number | undefined, stretch: Range): void {
    this.setSource(wanted);
    this.focus = stretch;
    const room = Math.max(stretch.max - stretch.min, (this.#whole.max - this.#whole.min) / 100);
    this.range = within({ min: stretch.min - room, max: stretch.max + room }, this.#whole);
    this.#tell('range');
  }

  pan(share: number): void {
    const { range } = this;
    const wanted = (range.max - range.min) * share;
    const step = Math.min(Math.max(wanted, this.#whole.min - range.min), this.#whole.max - range.max);
    this.setRange({ min: range.min + step, max: range.max + step });
  }

  zoom(factor: number): void {
    const middle = (this.range.min + this.range.max) / 2;
    const half = (this.range.max - this.range.min) / 2 / factor;
    this.setRange({ min: middle - half, max: middle + half });
  }

  reset(): void {
    this.focus = undefined;
    this.range = this.#whole;
    this.#tell('range');
  }

  pin(row: number | undefined): void {
    if (row === this.pinned) return;
    this.pinned = row;
    const source = row === undefined ? undefined : this.#rows.source[row];
    const isHidden = source !== undefined && this.source !== undefined && source !== this.source;
    if (isHidden) this.setSource(source);
    this.#tell('pin');
  }

  onRange(listener: () => void): void {
    this.#listeners.range.push(listener);
  }

  onSelection(listener: () => void): void {
    this.#listeners.selection.push(listener);
  }

  onPin(listener: () => void): void {
    this.#listeners.pin.push(listener);
  }

  #tell(what: 'range' | 'selection' | 'pin'): void {
    for (const listener of this.#listeners[what]) listener();
  }
}

/** From the first row to the last, with a little room so that marks at the ends are whole. */
function wholeRange({ x, count }: Rows): Range {
  const first = x[0] ?? 0;
  const last = x[count - 1] ?? 1;
  const room = (last - first || 1) * 0.006;
  return { min: first - room, max: last + room };
}

function within({ min, max }: Range, whole: Range): Range {
  const smallest = (whole.max - whole.min) / 1e5;
  const from = Math.max(whole.min, Math.min(min, whole.max - smallest));
  const to = Math.min(whole.max, Math.max(max, from + smallest));
  return { min: from, max: to };
}
