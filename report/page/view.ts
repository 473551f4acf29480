import { type Rows, type Selection, selectSource } from './rows.ts';

/** What the charts show at the moment, shared by all of them. */
export interface View {
  readonly selection: Selection;
  readonly source: number | undefined;
  readonly range: Range;
  /** A stretch to point at: an incident that was picked. */
  readonly focus: Range | undefined;
  setRange(range: Range): void;
  setSource(source: number | undefined): void;
  /** Shows a stretch of one source, with as much again on both sides. */
  showStretch(source: number | undefined, stretch: Range): void;
  /** Moves by a share of what is seen: 0.25 is a quarter to the right. */
  pan(share: number): void;
  /** Above 1 shows less, below 1 more, around the middle. */
  zoom(factor: number): void;
  reset(): void;
  onRange(listener: () => void): void;
  onSelection(listener: () => void): void;
}

export interface Range {
  readonly min: number;
  readonly max: number;
}

/**
 * Makes the one state that all charts share, which tells its listeners when it changes. It begins with everything
 * shown.
 */
export function createView(rows: Rows, sourceCount: number): View {
  const whole = wholeRange(rows);
  const smallest = (whole.max - whole.min) / 1e5;
  const rangeListeners: (() => void)[] = [];
  const selectionListeners: (() => void)[] = [];
  let source: number | undefined;
  let selection = selectSource(rows, source, sourceCount);
  let range = whole;
  let focus: Range | undefined;

  const view: View = {
    get selection() {
      return selection;
    },
    get source() {
      return source;
    },
    get range() {
      return range;
    },
    get focus() {
      return focus;
    },
    setRange(wanted) {
      const next = within(wanted, whole, smallest);
      if (next.min === range.min && next.max === range.max) return;
      range = next;
      for (const listener of rangeListeners) listener();
    },
    setSource(wanted) {
      focus = undefined;
      source = wanted;
      selection = selectSource(rows, source, sourceCount);
      for (const listener of selectionListeners) listener();
    },
    showStretch(wanted, stretch) {
      view.setSource(wanted);
      focus = stretch;
      const room = Math.max(stretch.max - stretch.min, (whole.max - whole.min) / 100);
      range = within({ min: stretch.min - room, max: stretch.max + room }, whole, smallest);
      for (const listener of rangeListeners) listener();
    },
    pan(share) {
      const step = Math.min(Math.max((range.max - range.min) * share, whole.min - range.min), whole.max - range.max);
      view.setRange({ min: range.min + step, max: range.max + step });
    },
    zoom(factor) {
      const middle = (range.min + range.max) / 2;
      const half = (range.max - range.min) / 2 / factor;
      view.setRange({ min: middle - half, max: middle + half });
    },
    reset() {
      focus = undefined;
      range = whole;
      for (const listener of rangeListeners) listener();
    },
    onRange: (listener) => rangeListeners.push(listener),
    onSelection: (listener) => selectionListeners.push(listener),
  };
  return view;
}

/** From the first row to the last, with a little room so that marks at the ends are whole. */
function wholeRange({ x, count }: Rows): Range {
  const first = x[0] ?? 0;
  const last = x[count - 1] ?? 1;
  const room = (last - first || 1) * 0.006;
  return { min: first - room, max: last + room };
}

function within({ min, max }: Range, whole: Range, smallest: number): Range {
  const from = Math.max(whole.min, Math.min(min, whole.max - smallest));
  const to = Math.min(whole.max, Math.max(max, from + smallest));
  return { min: from, max: to };
}
