import { formatFigure, formatNumber, formatShare } from '../format.ts';
import { type Html, html } from '../html.ts';
import type { ReportData } from '../report-data.ts';

/** How scores are spread, and how verdicts agree with the labels where there are any. */
export function qualitySection({ quality, rows }: ReportData): Html {
  const kinds = rows.truth ? 'labelled usual and labelled strange' : 'usual and anomalous';
  return html`<section aria-labelledby="quality-title">
<h2 id="quality-title">${quality ? 'Right and wrong' : rows.measure === 'score' ? 'Scores' : 'Surprise'}</h2>
${
  quality &&
  html`<p>Of what was flagged, ${formatShare(quality.precision)} is labelled strange (precision). Of what is labelled strange, ${formatShare(quality.recall)} was flagged (recall). F1 ${formatFigure(quality.f1)}${quality.rocAuc !== undefined && `, ROC AUC ${formatFigure(quality.rocAuc)}`}${quality.averagePrecision !== undefined && `, average precision ${formatFigure(quality.averagePrecision)}`}.</p>`
}
<div class="panels">
<figure><figcaption><h3>Spread of ${rows.measure === 'score' ? 'scores' : 'the surprise'}</h3><span class="note">share of rows ${kinds}, each to 100 %; the last bar is that and more</span></figcaption>
<div class="chart" data-chart="distribution" role="img" aria-label="Histogram of ${rows.measure === 'score' ? 'scores' : 'the surprise'}, usual and strange rows, with the threshold"></div></figure>
${
  quality &&
  hasAnomalies(quality) &&
  html`<figure><figcaption><h3>Precision over recall</h3><span class="note">for every threshold; the dot is the model’s</span></figcaption>
<div class="chart" data-chart="precision-recall" role="img" aria-label="Precision ${formatShare(quality.precision)} at recall ${formatShare(quality.recall)}"></div></figure>`
}
${
  quality &&
  html`<figure><figcaption><h3>Counts</h3></figcaption>
<table class="confusion">
<thead><tr><td></td><th scope="col">flagged</th><th scope="col">not flagged</th></tr></thead>
<tbody>
<tr><th scope="row">labelled strange</th><td class="right">${formatNumber(quality.truePositives)}</td><td class="wrong">${formatNumber(quality.falseNegatives)}</td></tr>
<tr><th scope="row">labelled usual</th><td class="wrong">${formatNumber(quality.falsePositives)}</td><td class="right">${formatNumber(quality.trueNegatives)}</td></tr>
</tbody></table></figure>`
}
</div>
</section>`;
}

/** Without any, nothing can be recalled. */
function hasAnomalies({ truePositives, falseNegatives }: NonNullable<ReportData['quality']>): boolean {
  return truePositives + falseNegatives > 0;
}
