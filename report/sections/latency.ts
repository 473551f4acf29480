import { formatDuration } from '../format.ts';
import { type Html, html } from '../html.ts';
import type { ReportData } from '../report-data.ts';

/** From a record's acceptance by the stream to the alert at its subscriber. */
export function latencySection({ latency }: ReportData): Html | undefined {
  if (!latency) return undefined;
  const { p50, p95, p99, samplesMs } = latency;
  return html`<section aria-labelledby="latency-title">
<h2 id="latency-title">From put to alert</h2>
<p>Half of the alerts arrived within ${formatDuration(p50)} of the record’s acceptance by the stream, 95 % within ${formatDuration(p95)}, 99 % within ${formatDuration(p99)}.</p>
${
  samplesMs !== undefined &&
  samplesMs.length > 0 &&
  html`<figure><figcaption><h3>Alerts by latency</h3></figcaption>
<div class="chart" data-chart="latency" role="img" aria-label="Histogram of put-to-alert latency"></div></figure>`
}
</section>`;
}
