import { type ReportEvent, worstEvents } from '../events.ts';
import { formatDuration, formatNumber, formatTime } from '../format.ts';
import { type Html, html } from '../html.ts';
import type { ReportData } from '../report-data.ts';

/** What a person reads, and what a page holds lightly. */
const FIRST = 12;
const MOST = 200;

/** What happened to whom, in the order of time, and whether it was found. */
export function eventsSection({ events = [], rows }: ReportData): Html | undefined {
  if (events.length === 0) return undefined;
  const sourceIndex = new Map(rows.sources.map((source, index) => [source, index]));
  const first = worstEvents(events, FIRST);
  const more = worstEvents(events, MOST).filter((event) => !first.includes(event));
  const list = (some: readonly ReportEvent[]) =>
    html`<ol class="events">${some.map((event) => item(event, sourceIndex.get(event.source) ?? 0))}</ol>`;
  return html`<section aria-labelledby="events-title">
<h2 id="events-title">What happened</h2>
${list(first)}
${more.length > 0 && html`<details><summary>${formatNumber(more.length)} more</summary>${list(more)}</details>`}
${events.length > MOST && html`<p class="note">These are the ${MOST} that matter most of ${formatNumber(events.length)}.</p>`}
</section>`;
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
