import type { PageData } from './page-data.ts';
import { MARK, type Rows } from './rows.ts';
import type { View } from './view.ts';

const MOVES: Readonly<Record<string, (view: View) => void>> = {
  earlier: (view) => view.pan(-0.25),
  later: (view) => view.pan(0.25),
  closer: (view) => view.zoom(2),
  wider: (view) => view.zoom(0.5),
  all: (view) => view.reset(),
};

const KEYS: Readonly<Record<string, string>> = {
  ArrowLeft: 'earlier',
  ArrowRight: 'later',
  '+': 'closer',
  '=': 'closer',
  '-': 'wider',
  '0': 'all',
  Escape: 'all',
};

/** Joins buttons, keys, the list of sources and the incidents' links to the view. */
export function wireToolbar(page: PageData, rows: Rows, view: View): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-move]')) {
    button.addEventListener('click', () => MOVES[button.dataset.move!](view));
  }
  document.querySelector<HTMLElement>('#charts')!.addEventListener('keydown', (event) => {
    const move = KEYS[event.key];
    if (!move || event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLSelectElement) return;
    event.preventDefault();
    MOVES[move](view);
  });
  const select = document.querySelector<HTMLSelectElement>('#source');
  if (select) wireSources(select, page, rows, view);
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-from]')) {
    button.addEventListener('click', () => showStretch(button.dataset, select, view));
  }
}

/** The sources, those with the most anomalies first. */
function wireSources(select: HTMLSelectElement, { sources }: PageData, rows: Rows, view: View): void {
  const anomalies = new Uint32Array(sources.length);
  for (let row = 0; row < rows.count; row++) {
    if (rows.mark[row] === MARK.strange || rows.mark[row] === MARK.falseAlarm) anomalies[rows.source[row]]++;
  }
  const order = sources.map((_, source) => source).sort((a, b) => anomalies[b] - anomalies[a] || a - b);
  select.append(
    ...order.map((source) => new Option(`${sources[source]} (${anomalies[source]} anomalous)`, String(source))),
  );
  select.addEventListener('change', () => view.setSource(select.value === '' ? undefined : Number(select.value)));
}

function showStretch({ from, to, source }: DOMStringMap, select: HTMLSelectElement | null, view: View): void {
  view.showStretch(Number(source), { min: Number(from), max: Number(to) });
  if (select) select.value = source!;
  const charts = document.querySelector<HTMLElement>('#charts')!;
  charts.scrollIntoView();
  charts.focus({ preventScroll: true });
}
