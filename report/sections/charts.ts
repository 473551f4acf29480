import type { ReportEvent } from '../events.ts';
import { formatCount, formatNumber } from '../format.ts';
import { type Html, html } from '../html.ts';
import { LANE_CODES, MOST_LINES } from '../page/page-data.ts';
import type { ReportData } from '../report-data.ts';

/** Score and every feature over time, one under the other, moved by one bar of controls. */
export function chartsSection({ rows, events = [] }: ReportData, shown: number): Html {
  const axis = rows.timestampMs ? 'over time' : 'by row';
  return html`<section aria-labelledby="charts-title">
<h2 id="charts-title">${MEASURE_NAMES[rows.measure]} and features ${axis}</h2>
${shown < rows.count && html`<p class="note">Shown: ${formatCount(shown, 'row', 'rows')} of ${formatNumber(rows.count)}, the extremes of every stretch and the anomalies among them.</p>`}
<div id="charts" tabindex="0" role="group" aria-label="Charts. Arrow keys move, plus and minus zoom, 0 shows everything, n and p go to the next and the previous anomaly">
<div class="toolbar">
${
  rows.sources.length > 1 &&
  html`<label>Source <select id="source"><option value="">all ${formatNumber(rows.sources.length)}</option></select></label>`
}
<div class="moves">${MOVES.map(
    ([move, sign, name]) =>
      html`<button type="button" data-move="${move}" aria-label="${name}" title="${name}">${sign}</button>`,
  )}</div>
<output id="readout">${rows.timestampMs ? 'Times in UTC. ' : ''}Drag to zoom, click to see why</output>
</div>
${overview(rows, events)}
${rows.sources.length > 1 && html`<p id="shown" class="note"></p>`}
${legend(rows, events)}
${chart('score', MEASURE_NAMES[rows.measure], MEASURE_NOTES[rows.measure])}
${rows.features.map((name, feature) => chart('feature', name, undefined, feature))}
<div id="pin" role="status" aria-label="Why" hidden><button type="button" aria-label="Close">×</button><div class="words"></div></div>
</div>
</section>`;
}

const MEASURE_NAMES = { score: 'Score', surprise: 'Surprise' } as const;
const MEASURE_NOTES = {
  score: 'dashed: where strange begins',
  surprise: 'in decades: 3 is one row in a thousand; dashed: where strange begins',
} as const;

const MOVES = [
  ['earlier', '←', 'Earlier'],
  ['later', '→', 'Later'],
  ['closer', '+', 'Zoom in'],
  ['wider', '−', 'Zoom out'],
  ['all', 'All', 'Show everything'],
  ['previous', '‹ !', 'Previous anomaly'],
  ['next', '! ›', 'Next anomaly'],
] as const;

function chart(kind: 'score' | 'feature', name: string, note?: string, feature?: number): Html {
  return html`<figure class="${kind}">
<figcaption><h3>${name}</h3>${note && html`<span class="note">${note}</span>`}<span class="value"></span></figcaption>
<div class="chart" data-chart="${kind}"${feature !== undefined && html` data-feature="${feature}"`} role="img" aria-label="${name} over time, anomalies marked"></div>
</figure>`;
}

/** How strange each source was over time, and what happened to it. */
function overview(
  { sources, count, timestampMs }: ReportData['rows'],
  events: readonly ReportEvent[],
): Html | undefined {
  if (count === 0) return undefined;
  const which =
    sources.length > MOST_LINES ? `, the ${MOST_LINES} with the most anomalies of ${formatNumber(sources.length)}` : '';
  const outcomes = new Set(events.map(({ outcome }) => outcome));
  return html`<figure class="overview">
<figcaption><h3>${sources.length > 1 ? 'Sources' : 'How strange'}${timestampMs ? ' over time' : ' by row'}${which}</h3><ul class="legend">
<li><svg viewBox="0 0 24 12" aria-hidden="true"><rect class="usual heat" y="1" width="12" height="10"/><rect class="full" x="12" y="1" width="12" height="10"/></svg>usual to anomalous</li>
${OUTCOME_LEGENDS.filter(([outcome]) => outcomes.has(outcome)).map(
  ([, shape, words]) =>
    html`<li><svg viewBox="0 0 24 12" aria-hidden="true"><rect class="${shape}" x="1" y="3" width="22" height="6"/></svg>${words}</li>`,
)}
</ul></figcaption>
<div class="chart" data-chart="overview" role="img" aria-label="How strange each source was over time; what happened to it stands in the list above"></div>
</figure>`;
}

const OUTCOME_LEGENDS = [
  ['found', 'usual', 'event, found'],
  ['missed', 'diamond', 'event, missed'],
  ['false alarm', 'ring', 'false alarm'],
  ['told', 'full', 'told'],
] as const;

function legend({ truth, usual, lane, anomalous }: ReportData['rows'], events: readonly ReportEvent[]): Html {
  const dot = (name: string, words: string) =>
    html`<li><svg viewBox="0 0 12 12" aria-hidden="true"><circle class="${name}" cx="6" cy="6" r="4.5"/></svg>${words}</li>`;
  const led = (code: number) => lane.includes(code);
  // rows of an event that was found are not missed
  const hasMissed = truth && (events.length === 0 || events.some(({ outcome }) => outcome === 'missed'));
  const byPast = led(LANE_CODES.stream) || led(LANE_CODES.step);
  return html`<ul class="legend">
<li><svg viewBox="0 0 12 12" aria-hidden="true"><rect class="usual" x="3" y="3" width="6" height="6"/></svg>usual</li>
${usual && html`<li><svg viewBox="0 0 12 12" aria-hidden="true"><rect class="band" y="2" width="12" height="8"/></svg>what the past of its source expected</li>`}
${!byPast && dot('full', 'anomalous; larger is a higher grade')}
${byPast && led(LANE_CODES.row) && dot('full', 'anomalous, the row leads')}
${led(LANE_CODES.stream) && dot('full stream', 'anomalous, the past of its source leads')}
${led(LANE_CODES.step) && dot('full step', 'anomalous, the step leads')}
${anomalous.includes(1) && html`<li><svg viewBox="0 0 12 12" aria-hidden="true"><circle class="faint" cx="6" cy="6" r="3"/></svg>anomalous because of another feature</li>`}
${truth && dot('ring', 'anomalous, but labelled usual')}
${
  hasMissed &&
  html`<li><svg viewBox="0 0 12 12" aria-hidden="true"><path class="diamond" d="M6 1 11 6 6 11 1 6z"/></svg>labelled strange, but not flagged</li>`
}
</ul>`;
}
