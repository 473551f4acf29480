import { type ReportEvent, worstEvents } from '../events.ts';
import { formatCount, formatDuration, formatNumber, formatTime } from '../format.ts';
import { type Html, html } from '../html.ts';
import type { ReportData } from '../report-data.ts';

/** What a person reads, and what a page holds lightly. */
const FIRST = 12;
const MOST = 200;
const MOST_UNREAD = 5;

/** What happened to whom, in the order of time, and whether it was found; and what could not be judged. */
export function eventsSection({ events = [], quarantinedRows = [], rows }: ReportData): Html | undefined {
  if (events.length + quarantinedRows.length === 0) return undefined;
  const sourceIndex = new Map(rows.sources.map((source, index) => [source, index]));
  const first = worstEvents(events, FIRST);
  const more = worstEvents(events, MOST).filter((event) => !first.includes(event));
  const told = (some: readonly ReportEvent[]): Item[] =>
    some.map((event) => ({ atMs: event.fromMs, html: item(event, sourceIndex.get(event.source) ?? 0) }));
  const unread = quarantinedRows.slice(0, MOST_UNREAD).map((row): Item => ({ atMs: row.atMs, html: unreadItem(row) }));
  const unsaid = quarantinedRows.length - unread.length;
  return html`<section aria-labelledby="events-title">
<h2 id="events-title">What happened</h2>
${list([...told(first), ...unread])}
${more.length > 0 && html`<details><summary>${formatNumber(more.length)} more</summary>${list(told(more))}</details>`}
${events.length > MOST && html`<p class="note">These are the ${MOST} that matter most of ${formatNumber(events.length)}.</p>`}
${unsaid > 0 && html`<p class="note">${formatCount(unsaid, 'more row is', 'more rows are')} in quarantine.</p>`}
</section>`;
}

interface Item {
  /** NaN where nobody knows. */
  readonly atMs: number;
  readonly html: Html;
}

function list(items: readonly Item[]): Html {
  return html`<ol class="events">${items.toSorted((a, b) => a.atMs - b.atMs).map((each) => each.html)}</ol>`;
}

function unreadItem({ source, atMs, name, reason }: NonNullable<ReportData['quarantinedRows']>[number]): Html {
  return html`<li>
<p class="facts"><time>${formatTime(atMs)}</time></p>
<div><h3>${source && html`<span class="source">${source}</span>`} <span>${name}</span></h3>
<p>${reason}</p></div>
<p class="outcome quarantined">quarantined</p>
</li>`;
}

function item({ source, fromMs, toMs, name, outcome, foundAfterMs, alarms }: ReportEvent, sourceIndex: number): Html {
  const lasted = toMs > fromMs ? formatDuration(toMs - fromMs) : '';
  const what = [name ?? UNNAMED[outcome], lasted].filter((part) => part !== '').join(', ');
  const soon =
    foundAfterMs === undefined ? '' : foundAfterMs === 0 ? ' at once' : ` after ${formatDuration(foundAfterMs)}`;
  const often = alarms.length > 1 ? `, told ${alarms.length} times` : '';
  const why = alarms.find(({ explanation }) => explanation)?.explanation;
  return html`<li>
<p class="facts"><time>${formatTime(fromMs)}</time></p>
<div><h3>${source && html`<span class="source">${source}</span>`} <span>${what}</span></h3>
${why && html`<p>${why}</p>`}</div>
<p class="outcome ${outcome.replace(' ', '-')}">${outcome}${soon}${often}</p>
<button type="button" data-from="${fromMs / 1000}" data-to="${toMs / 1000}" data-source="${sourceIndex}">Show</button>
</li>`;
}

const UNNAMED = { found: 'labelled strange', missed: 'labelled strange', 'false alarm': '', told: '' } as const;
