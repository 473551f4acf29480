import type { EventOutcome, ReportEvent } from '../events.ts';
import { formatCount, formatDuration, formatFigure, formatNumber, formatShare, formatTime } from '../format.ts';
import { type Html, html } from '../html.ts';
import type { ReportData } from '../report-data.ts';

/** The top of the page: what was judged, in a sentence, and the numbers that people ask for first. */
export function figuresSection(data: ReportData): Html {
  const tiles = tilesOf(data);
  return html`<header>
<p class="brand"><svg viewBox="0 0 32 20" aria-hidden="true"><path class="wave" d="M1 15c3 0 3-3 6-3s3 3 6 3"/><path class="spike" d="M13 15 17 3l4 12"/><path class="wave" d="M21 15c3 0 3-3 6-3s2 1 4 2"/></svg>Weir</p>
<h1>${data.title}</h1>
<p class="lead">${sentence(data)}</p>
<dl class="tiles">${tiles.map(
    ({ name, value, note, bad }) =>
      html`<div${bad && html` class="bad"`}><dt>${name}</dt><dd>${value}${note && html`<small>${note}</small>`}</dd></div>`,
  )}</dl>
</header>`;
}

function sentence({ subject, figures, rows, incidents }: ReportData): Html {
  const sources = rows.sources.length > 1 && ` from ${formatCount(rows.sources.length, 'source', 'sources')}`;
  const grouped =
    incidents !== undefined &&
    figures.anomalies > 0 &&
    `, in ${formatCount(incidents.length, 'incident', 'incidents')}`;
  return html`${subject}: of ${formatCount(figures.rows, 'observation', 'observations')}${sources}${span(rows.timestampMs)}, ${formatCount(figures.anomalies, 'is', 'are')} strange${grouped}.`;
}

function span(timestampMs: Float64Array | undefined): Html | undefined {
  if (!timestampMs) return undefined;
  const first = timestampMs.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const last = timestampMs.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return html`, <time>${formatTime(first)}</time> to <time>${formatTime(last)} UTC</time>`;
}

interface Tile {
  readonly name: string;
  readonly value: string;
  readonly note?: string;
  /** Something that should be zero and is not. */
  readonly bad?: boolean;
}

function tilesOf({ figures, events, quality, latency }: ReportData): Tile[] {
  const { rows, anomalies, incidents, alerts, quarantined, lost } = figures;
  const isJudged = events?.some(({ outcome }) => outcome !== 'told') ?? false;
  const tiles: (Tile | false | undefined)[] = [
    { name: 'Observations', value: formatNumber(rows) },
    incidents === undefined && {
      name: 'Anomalies',
      value: formatNumber(anomalies),
      note: rows > 0 ? formatShare(anomalies / rows) : undefined,
    },
    incidents !== undefined && { name: 'Incidents', value: formatNumber(incidents) },
    alerts !== undefined && { name: 'Alerts', value: formatNumber(alerts) },
    ...(isJudged ? eventTiles(events ?? []) : rowTiles(quality)),
    latency && {
      name: 'Put to alert',
      value: formatDuration(latency.p50),
      note: `half; 99 % in ${formatDuration(latency.p99)}`,
    },
    quarantined !== undefined && { name: 'Quarantined', value: formatNumber(quarantined) },
    lost !== undefined && { name: 'Lost', value: formatNumber(lost), bad: lost > 0 },
  ];
  return tiles.filter((tile) => !!tile);
}

/** What people ask for: not rows, but what happened. */
function eventTiles(events: readonly ReportEvent[]): Tile[] {
  const count = (outcome: EventOutcome) => events.filter((event) => event.outcome === outcome).length;
  const found = count('found');
  return [
    { name: 'Events found', value: formatNumber(found), note: `of ${formatNumber(found + count('missed'))}` },
    { name: 'False alarms', value: formatNumber(count('false alarm')) },
  ];
}

/** Where rows have no times, and nobody knows what an event is. */
function rowTiles(quality: ReportData['quality']): Tile[] {
  if (!quality) return [];
  const { precision, recall, rocAuc } = quality;
  return [
    { name: 'Precision', value: formatShare(precision) },
    { name: 'Recall', value: formatShare(recall) },
    ...(rocAuc === undefined ? [] : [{ name: 'ROC AUC', value: formatFigure(rocAuc) }]),
  ];
}
