import { rarity } from '../../contracts/rarity.ts';
import { DEFAULT_SEVERITY_BANDS, SEVERITIES, type Severity, severityOf } from '../../contracts/verdict.ts';
import { formatCount, formatDuration, formatNumber, formatTime } from '../format.ts';
import { type Html, html } from '../html.ts';
import type { ReportData, ReportIncident, StrangeObservation } from '../report-data.ts';
import { reasonsOverall, reasonsTable } from './reasons.ts';

/** Cards that stand open in the page, and at most: what a person reads, and what a page holds lightly. */
const FIRST = 12;
const MOST = 300;

/** Incidents where there was a stream, the strangest rows where there was a file; the worst first. */
export function incidentsSection({ incidents, strangest, rows, figures }: ReportData): Html | undefined {
  const page: PageOfCards = {
    sourceIndex: new Map(rows.sources.map((source, index) => [source, index])),
    timed: rows.timestampMs !== undefined,
    measure: rows.measure,
  };
  if (incidents) {
    const worst = [...incidents].sort(byWorst);
    const cards = worst.slice(0, MOST).map((incident) => incidentCard(incident, page));
    return section(
      'Incidents',
      cards,
      incidents.length,
      worst.map((incident) => incident.worst),
    );
  }
  if (!strangest) return undefined;
  const cards = strangest.slice(0, MOST).map((row) => rowCard(row, page));
  return section('Strangest rows', cards, figures.anomalies, strangest);
}

/** What the cards of one page have in common. */
interface PageOfCards {
  readonly sourceIndex: ReadonlyMap<string, number>;
  readonly timed: boolean;
  readonly measure: ReportData['rows']['measure'];
}

/** @param count of all that there are, of which the cards are the worst */
function section(title: string, cards: readonly Html[], count: number, strange: readonly StrangeObservation[]): Html {
  return html`<section aria-labelledby="incidents-title">
<h2 id="incidents-title">${title}</h2>
${
  count === 0
    ? html`<p>None: nothing was above the threshold.</p>`
    : html`${reasonsOverall(strange)}
<h3>${count > FIRST ? `The ${FIRST} worst of ${formatNumber(count)}` : 'The worst first'}</h3>
<ol class="cards">${cards.slice(0, FIRST)}</ol>
${cards.length > FIRST && html`<details><summary>${formatNumber(cards.length - FIRST)} more</summary><ol class="cards">${cards.slice(FIRST)}</ol></details>`}
${count > cards.length && html`<p class="note">This page describes the ${cards.length} worst; the files beside it hold all.</p>`}`
}
</section>`;
}

function byWorst(a: ReportIncident, b: ReportIncident): number {
  return (
    SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) ||
    b.worst.grade - a.worst.grade ||
    a.openedAtMs - b.openedAtMs
  );
}

function incidentCard(incident: ReportIncident, page: PageOfCards): Html {
  const { severity, openedAtMs, lastAtMs, anomalies, alerts, worst } = incident;
  const lasted = lastAtMs > openedAtMs ? ` for ${formatDuration(lastAtMs - openedAtMs)}` : '';
  const facts = [
    `${formatTime(openedAtMs)}${lasted}`,
    formatCount(anomalies, 'anomaly', 'anomalies'),
    formatCount(alerts, 'alert', 'alerts'),
    formatGrade(worst.grade),
  ];
  const stretch = page.timed ? { from: openedAtMs / 1000, to: lastAtMs / 1000 } : undefined;
  return card(severityBadge(severity), worst, facts, stretch, page);
}

function rowCard(row: StrangeObservation, page: PageOfCards): Html {
  const facts = [
    row.row === undefined ? undefined : `row ${formatNumber(row.row)}`,
    row.timestampMs === undefined ? undefined : formatTime(row.timestampMs),
    formatGrade(row.grade),
  ].filter((fact) => fact !== undefined);
  const at = page.timed && row.timestampMs !== undefined ? row.timestampMs / 1000 : row.row;
  const stretch = at === undefined ? undefined : { from: at, to: at };
  // a file belongs to no installation that could have bands of its own
  const severity = severityOf(row.grade, DEFAULT_SEVERITY_BANDS);
  return card(severityBadge(severity), row, facts, stretch, page);
}

function severityBadge(severity: Severity): Html {
  return html`<span class="severity ${severity}">${severity}</span>`;
}

function formatGrade(grade: number): string {
  return `grade ${grade.toFixed(2)}`;
}

function card(
  badge: Html,
  strange: StrangeObservation,
  facts: readonly string[],
  stretch: { readonly from: number; readonly to: number } | undefined,
  { sourceIndex, measure }: PageOfCards,
): Html {
  const { source, score, threshold, surprise, explanation, id } = strange;
  const rare = surprise === undefined ? '' : `${rarity(surprise)}, `;
  return html`<li class="card">
<div class="what">
<h4>${badge}${source && html`<span class="source">${source}</span>`}</h4>
<p class="facts">${facts.join(' · ')}</p>
${explanation && html`<p>${explanation}</p>`}
<p class="facts more">${rare}${measure} ${score.toFixed(3)}, threshold ${threshold.toFixed(3)}${id && html`, id ${id}`}
${stretch && html`<button type="button" data-from="${stretch.from}" data-to="${stretch.to}" data-source="${sourceIndex.get(source) ?? 0}">Show in the charts</button>`}</p>
</div>
${reasonsTable(strange)}
</li>`;
}
