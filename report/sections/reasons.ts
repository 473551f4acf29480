import type { LoggedContribution } from '../../contracts/log-lines.ts';
import { formatNumber, formatPercent } from '../format.ts';
import { type Html, html } from '../html.ts';
import { expectedWords, reasonShares } from '../reason-shares.ts';
import type { StrangeObservation } from '../report-data.ts';

const MAX_REASONS = 5;

/** What made one observation strange: each feature's share, what was observed and what was expected instead. */
export function reasonsTable({ contributions, imputed = [] }: StrangeObservation): Html | undefined {
  const shares = reasonShares(contributions).slice(0, MAX_REASONS);
  if (shares.length === 0) return undefined;
  return html`<table class="reasons">
<thead><tr><th scope="col">Feature</th><th scope="col">Share</th><th scope="col">Observed</th><th scope="col">Expected</th></tr></thead>
<tbody>${shares.map(
    (reason) =>
      html`<tr><th scope="row">${reason.feature}</th><td>${bar(reason.share)}${formatPercent(reason.share)}</td><td>${imputed.includes(reason.feature) ? missing(reason) : came(reason)}</td><td>${expectedWords(reason)}</td></tr>`,
  )}</tbody>
</table>`;
}

/** Which features made the observations strange, all together. */
export function reasonsOverall(observations: readonly StrangeObservation[]): Html | undefined {
  const totals = new Map<string, number>();
  for (const { contributions } of observations) {
    for (const { feature, share } of reasonShares(contributions))
      totals.set(feature, (totals.get(feature) ?? 0) + share);
  }
  const sum = [...totals.values()].reduce((a, b) => a + b, 0);
  const ranked = [...totals].sort((a, b) => b[1] - a[1]).slice(0, 10);
  if (ranked.length < 2) return undefined;
  return html`<div class="overall">
<h3 id="overall-title">What made them strange, all together</h3>
<table class="reasons" aria-labelledby="overall-title"><tbody>${ranked.map(([feature, total]) => html`<tr><th scope="row">${feature}</th><td>${bar(total / sum)}${formatPercent(total / sum)}</td></tr>`)}</tbody>
</table>
</div>`;
}

/** The value and, on the way to the next column, on which side of the expected one it lies: `187.2 above | 61`. */
function came({ observed, direction }: LoggedContribution): Html {
  return html`${formatNumber(observed)}${direction && html` <small>${direction}</small>`}`;
}

/** A value that never came must not be read as one. */
function missing({ observed, direction }: LoggedContribution): Html {
  if (observed === undefined) return html`missing`;
  return html`missing <small class="assumed">(${formatNumber(observed)} assumed${direction && `, ${direction}`})</small>`;
}

function bar(share: number): Html {
  return html`<svg class="bar" aria-hidden="true"><rect width="${(share * 100).toFixed(1)}%" height="100%" rx="2"/></svg>`;
}
