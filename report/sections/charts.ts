import { formatCount, formatNumber } from '../format.ts';
import { type Html, html } from '../html.ts';
import type { ReportData } from '../report-data.ts';

/** Score and every feature over time, one under the other, moved by one bar of controls. */
export function chartsSection({ rows, figures }: ReportData, shown: number): Html {
  const axis = rows.timestampMs ? 'over time' : 'by row';
  return html`<section aria-labelledby="charts-title">
<h2 id="charts-title">${MEASURE_NAMES[rows.measure]} and features ${axis}</h2>
${legend(rows)}
${shown < figures.rows && html`<p class="note">Shown: ${formatCount(shown, 'row', 'rows')} of ${formatNumber(figures.rows)}, the extremes of every stretch and the anomalies among them.</p>`}
<div id="charts" tabindex="0" role="group" aria-label="Charts. Arrow keys move, plus and minus zoom, 0 shows everything">
<div class="toolbar">
${
  rows.sources.length > 1 &&
  html`<label>Source <select id="source"><option value="">all ${formatNumber(rows.sources.length)}</option></select></label>`
}
<div class="moves">${MOVES.map(
    ([move, sign, name]) =>
      html`<button type="button" data-move="${move}" aria-label="${name}" title="${name}">${sign}</button>`,
  )}</div>
<output id="readout">${rows.timestampMs ? 'Times in UTC. ' : ''}Drag to zoom, double-click for all</output>
</div>
${chart('score', MEASURE_NAMES[rows.measure], MEASURE_NOTES[rows.measure])}
${rows.features.map((name, feature) => chart('feature', name, undefined, feature))}
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
] as const;

function chart(kind: 'score' | 'feature', name: string, note?: string, feature?: number): Html {
  return html`<figure class="${kind}">
<figcaption><h3>${name}</h3>${note && html`<span class="note">${note}</span>`}<span class="value"></span></figcaption>
<div class="chart" data-chart="${kind}"${feature !== undefined && html` data-feature="${feature}"`} role="img" aria-label="${name} over time, anomalies marked"></div>
</figure>`;
}

function legend({ truth, usual }: ReportData['rows']): Html {
  return html`<ul class="legend">
<li><svg viewBox="0 0 12 12" aria-hidden="true"><rect class="usual" x="3" y="3" width="6" height="6"/></svg>usual</li>
<li><svg viewBox="0 0 12 12" aria-hidden="true"><circle class="full" cx="6" cy="6" r="4.5"/></svg>anomalous; larger is a higher grade</li>
<li><svg viewBox="0 0 12 12" aria-hidden="true"><circle class="faint" cx="6" cy="6" r="3"/></svg>anomalous because of another feature</li>
${usual && html`<li><svg viewBox="0 0 12 12" aria-hidden="true"><rect class="band" y="2" width="12" height="8"/></svg>what the past of its source expected</li>`}
${
  truth &&
  html`<li><svg viewBox="0 0 12 12" aria-hidden="true"><circle class="ring" cx="6" cy="6" r="4"/></svg>anomalous, but labelled usual</li>
<li><svg viewBox="0 0 12 12" aria-hidden="true"><path class="diamond" d="M6 1 11 6 6 11 1 6z"/></svg>labelled strange, but not flagged</li>`
}
</ul>`;
}
