import type { PageData } from './page-data.ts';
import type { Rows } from './rows.ts';
import type { View } from './view.ts';

/** Browsers refuse addresses that change more often than some times a second. */
const QUIET_MS = 200;

/**
 * Keeps what is shown in the address of the page: `#source=pump-1&from=2024-01-10T10:00:00Z&to=..&row=123`, so that it
 * survives a reload, and whoever gets the address sees the same.
 */
export function wireAddress(page: PageData, rows: Rows, view: View): void {
  const start = JSON.stringify(stateOf(page, rows, view));
  let written = location.hash;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const state = stateOf(page, rows, view);
      written = JSON.stringify(state) === start && location.hash === '' ? '' : `#${new URLSearchParams(state)}`;
      if (written !== location.hash) history.replaceState(null, '', written);
    }, QUIET_MS);
  };
  read(page, rows, view);
  for (const on of ['onRange', 'onSelection', 'onPin'] as const) view[on](write);
  addEventListener('hashchange', () => {
    if (location.hash !== written) read(page, rows, view);
  });
}

function stateOf({ sources }: PageData, { timed }: Rows, { source, range, pinned }: View): Record<string, string> {
  const at = (x: number) => (timed ? new Date(Math.round(x * 1000)).toISOString() : String(x));
  return {
    ...(sources.length > 1 && { source: source === undefined ? '' : sources[source] }),
    from: at(range.min),
    to: at(range.max),
    ...(pinned !== undefined && { row: String(pinned) }),
  };
}

/** What does not fit this page changes nothing. */
function read({ sources }: PageData, rows: Rows, view: View): void {
  const state = new URLSearchParams(location.hash.slice(1));
  const at = (name: string) => {
    const text = state.get(name) ?? '';
    return rows.timed ? Date.parse(text) / 1000 : text === '' ? Number.NaN : Number(text);
  };
  const name = state.get('source');
  if (name === '') view.setSource(undefined);
  else if (name !== null && sources.includes(name)) view.setSource(sources.indexOf(name));
  const [min, max] = [at('from'), at('to')];
  if (max > min) view.setRange({ min, max });
  const row = Number(state.get('row') ?? Number.NaN);
  if (Number.isInteger(row) && row >= 0 && row < rows.count) view.pin(row);
}
