import { createHash } from 'node:crypto';
import { encodePageData } from './encode-page-data.ts';
import { formatTime } from './format.ts';
import { html, scriptJson, trusted } from './html.ts';
import { pageAssets } from './page-assets.ts';
import type { ReportData } from './report-data.ts';
import { chartsSection } from './sections/charts.ts';
import { eventsSection } from './sections/events.ts';
import { figuresSection } from './sections/figures.ts';
import { incidentsSection } from './sections/incidents.ts';
import { latencySection } from './sections/latency.ts';
import { qualitySection } from './sections/quality.ts';
import { rowsToShow } from './thin-rows.ts';

/**
 * One page that needs nothing else: words and tables as HTML, rows as columns that its script draws.
 *
 * Names and ids come from records, so whoever writes to the stream writes into this page: all text is escaped, and the
 * content security policy runs no script but ours and lets nothing load or leave.
 */
export function renderReport(data: ReportData): string {
  const { script, style } = pageAssets();
  const shown = rowsToShow(data.rows);
  const policy = `default-src 'none'; script-src ${hashOf(script)}; style-src ${hashOf(style)}; base-uri 'none'; form-action 'none'`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${data.title}: Weir</title>
<style>${trusted(style)}</style>
</head>
<body>
<main>
${figuresSection(data)}
${eventsSection(data)}
${chartsSection(data, shown.length)}
${incidentsSection(data)}
${qualitySection(data)}
${latencySection(data)}
</main>
<footer><p>Made by Weir on ${formatTime(data.madeAtMs)} UTC${data.modelVersion && html` with model ${data.modelVersion}`}. This page is whole: it loads nothing and sends nothing.</p></footer>
<script type="application/json" id="report-data">${scriptJson(encodePageData(data, shown))}</script>
<script>${trusted(script)}</script>
</body>
</html>
`;
  return page.markup;
}

function hashOf(content: string): string {
  return `'sha256-${createHash('sha256').update(content).digest('base64')}'`;
}
