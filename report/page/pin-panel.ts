import { compactNumber } from './axes.ts';
import { LANE_CODES, type PageData, type PageReasonPart } from './page-data.ts';
import { describeRow } from './readout.ts';
import { isFlagged, type Rows } from './rows.ts';
import type { View } from './view.ts';

const LANE_WORDS: Readonly<Record<number, string>> = {
  [LANE_CODES.row]: 'The row leads: its values are rare for the model.',
  [LANE_CODES.stream]: 'The past leads: it is strange for this source.',
  [LANE_CODES.step]: 'The step leads: it is far from where the last values lead.',
};

/** Shows why the row that somebody points at was judged as it was: in a sentence, and value by value. */
export function wirePin(page: PageData, rows: Rows, view: View): void {
  const panel = document.querySelector<HTMLElement>('#pin')!;
  const words = panel.querySelector<HTMLElement>('.words')!;
  panel.querySelector('button')!.addEventListener('click', () => view.pin(undefined));
  const show = () => {
    const { pinned } = view;
    panel.hidden = pinned === undefined;
    if (pinned !== undefined) words.replaceChildren(...describe(page, rows, pinned));
  };
  view.onPin(show);
  show();
}

function describe(page: PageData, rows: Rows, row: number): HTMLElement[] {
  const reason = page.reasons[row];
  const flagged = isFlagged(rows.mark[row]);
  const lane = flagged ? (LANE_WORDS[rows.lane[row]] ?? '') : '';
  const parts = reason?.parts.length ? reason.parts : partsByPast(page, rows, row);
  return [
    element('p', describeRow(rows, page, row), 'facts'),
    ...(reason?.sentence ? [element('p', reason.sentence, 'sentence')] : []),
    ...(lane ? [laneLine(lane, rows.lane[row])] : []),
    ...(parts.length > 0 ? [tableOf(parts)] : []),
  ];
}

function laneLine(words: string, code: number): HTMLElement {
  const line = element('p', '', 'facts');
  const name = code === LANE_CODES.stream ? 'stream' : code === LANE_CODES.step ? 'step' : 'row';
  line.append(element('span', '', `lane ${name}`), words);
  return line;
}

/** Where nobody said why: what came, and what the past of the source expected. */
function partsByPast({ features }: PageData, { values, usual }: Rows, row: number): PageReasonPart[] {
  return features.slice(0, 8).map((feature, i) => {
    const ends = usual && [usual[i].low[row], usual[i].high[row]];
    const isKnown = ends?.every((end) => !Number.isNaN(end));
    return {
      feature,
      share: 0,
      observed: Number.isNaN(values[i][row]) ? 'missing' : compactNumber(values[i][row]),
      expected: isKnown ? ends!.map(compactNumber).join(' to ') : '',
    };
  });
}

function tableOf(parts: readonly PageReasonPart[]): HTMLElement {
  const table = document.createElement('table');
  const isShared = parts.some(({ share }) => share > 0);
  const hasExpected = parts.some(({ expected }) => expected !== '');
  const cells = ({ feature, observed, expected, share }: PageReasonPart) => [
    feature,
    observed,
    ...(hasExpected ? [expected] : []),
    ...(isShared ? [`${Math.round(100 * share)} %`] : []),
  ];
  const head = document.createElement('thead');
  const names = ['Feature', 'Observed', ...(hasExpected ? ['Expected'] : []), ...(isShared ? ['Share'] : [])];
  head.append(lineOf(names, 'th'));
  const body = document.createElement('tbody');
  body.append(...parts.map((part) => lineOf(cells(part), 'td')));
  table.append(head, body);
  return table;
}

function lineOf(texts: readonly string[], tag: 'th' | 'td'): HTMLElement {
  const line = document.createElement('tr');
  for (const [i, text] of texts.entries()) {
    const cell = element(i === 0 ? 'th' : tag, text);
    cell.setAttribute('scope', tag === 'th' ? 'col' : 'row');
    line.append(cell);
  }
  for (const cell of line.querySelectorAll('td')) cell.removeAttribute('scope');
  return line;
}

function element(tag: string, text: string, className = ''): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}
