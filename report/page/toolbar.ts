import type { PageData } from './page-data.ts';
import { isFlagged, isMarked, type Rows } from './rows.ts';
import type { View } from './view.ts';

const MOVES: Readonly<Record<string, (view: View) => void>> = {
  earlier: (view) => view.pan(-0.25),
  later: (view) => view.pan(0.25),
  closer: (view) => view.zoom(2),
  wider: (view) => view.zoom(0.5),
  all: (view) => view.reset(),
  previous: (view) => pinNext(view, -1),
  next: (view) => pinNext(view, 1),
};

const KEYS: Readonly<Record<string, string>> = {
  ArrowLeft: 'earlier',
  ArrowRight: 'later',
  '+': 'closer',
  '=': 'closer',
  '-': 'wider',
  '0': 'all',
  p: 'previous',
  n: 'next',
};

/** Joins buttons, keys, the list of sources and the incidents' links to the view. */
export function wireToolbar(page: PageData, rows: Rows, view: View): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-move]')) {
    button.addEventListener('click', () => MOVES[button.dataset.move!](view));
  }
  document.querySelector<HTMLElement>('#charts')!.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') closeLast(view);
    const move = KEYS[event.key];
    if (!move || event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLSelectElement) return;
    event.preventDefault();
    MOVES[move](view);
  });
  const select = document.querySelector<HTMLSelectElement>('#source');
  if (select) wireSources(select, page, rows, view);
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-from]')) {
    button.addEventListener('click', () => showStretch(button.dataset, view));
  }
}

/** The sources, those with the most anomalies first. */
function wireSources(select: HTMLSelectElement, { sources }: PageData, rows: Rows, view: View): void {
  const anomalies = new Uint32Array(sources.length);
  for (let row = 0; row < rows.count; row++) {
    if (isFlagged(rows.mark[row])) anomalies[rows.source[row]]++;
  }
  const order = sources.map((_, source) => source).sort((a, b) => anomalies[b] - anomalies[a] || a - b);
  select.append(
    ...order.map((source) => new Option(`${sources[source]} (${anomalies[source]} anomalous)`, String(source))),
  );
  const shown = document.querySelector('#shown')!;
  const show = () => {
    select.value = view.source === undefined ? '' : String(view.source);
    shown.textContent = view.source === undefined ? 'Below: all sources' : `Below: ${sources[view.source]}`;
  };
  view.onSelection(show);
  show();
  select.addEventListener('change', () => view.setSource(select.value === '' ? undefined : Number(select.value)));
}

/** What was opened last is closed first. */
function closeLast(view: View): void {
  if (view.pinned === undefined) view.reset();
  else view.pin(undefined);
}

/** Points at the next row that is marked, and moves there. @param step 1 to later ones, -1 to earlier ones */
function pinNext(view: View, step: 1 | -1): void {
  const { x, mark, rowAt } = view.selection;
  const { min, max } = view.range;
  const last = view.pinned;
  let at = step === 1 ? 0 : x.length - 1;
  if (last === undefined) while (at >= 0 && at < x.length && (step === 1 ? x[at] < min : x[at] > max)) at += step;
  else while (at >= 0 && at < x.length && (step === 1 ? rowAt(at) <= last : rowAt(at) >= last)) at += step;
  while (at >= 0 && at < x.length && !isMarked(mark[at])) at += step;
  if (at < 0 || at >= x.length) return;
  view.pin(rowAt(at));
  const half = (max - min) / 2;
  if (x[at] < min || x[at] > max) view.setRange({ min: x[at] - half, max: x[at] + half });
}

function showStretch({ from, to, source }: DOMStringMap, view: View): void {
  view.showStretch(Number(source), { min: Number(from), max: Number(to) });
  const charts = document.querySelector<HTMLElement>('#charts')!;
  charts.scrollIntoView();
  charts.focus({ preventScroll: true });
}
