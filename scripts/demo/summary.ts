import { counted } from '../../contracts/counted.ts';
import type { Model } from '../../model/model.ts';
import type { EventOutcome, ReportEvent } from '../../report/events.ts';
import { formatDuration } from '../../report/format.ts';
import { plainTable } from '../cli/plain-table.ts';
import { budgetSentence, type FlaggedRows } from '../scoring/budget-kept.ts';
import type { RowLedger } from './ledger.ts';

export type Figures = ReturnType<typeof summarise>;

/** With what is known when the events are, and of the endpoint's death in between. */
export interface Summary extends Figures, ReturnType<typeof countEvents> {
  /** How long rows waited for it, milliseconds; null where it was not killed. */
  readonly endpointWaitMs: number | null;
}

/** All figures of a run; null where there is nothing to count. */
export function summarise(ledger: RowLedger, model: Model) {
  const quality = ledger.quality();
  const figures = ledger.asJudged(model.threshold);
  const finite = (value: number | undefined) => (value === undefined || Number.isNaN(value) ? null : value);
  const counts = ledger.counts();
  const { days, usual } = followed(ledger);
  return {
    ...counts,
    alertsPerDay: days > 0 ? counts.alerts / days : null,
    days,
    budget: budgetSentence(model.training, { rows: counts.scored, anomalous: counts.anomalies }, usual),
    quarantineReasons: Object.fromEntries(ledger.quarantineReasons()),
    labelledAnomalies: quality?.anomalies ?? null,
    precision: finite(figures?.precision),
    recall: finite(figures?.recall),
    f1: finite(figures?.f1),
    rocAuc: finite(quality?.rocAuc),
    averagePrecision: finite(quality?.averagePrecision),
    threshold: model.threshold,
    modelVersion: model.version,
  };
}

/** Counts what happened by its outcome; null where nothing is labelled. */
export function countEvents(events: readonly ReportEvent[]) {
  const isLabelled = events.some(({ outcome }) => outcome !== 'told');
  const count = (...outcomes: readonly EventOutcome[]) =>
    isLabelled ? events.filter(({ outcome }) => outcomes.includes(outcome)).length : null;
  return {
    events: count('found', 'missed'),
    eventsFound: count('found'),
    falseAlarms: count('false alarm'),
  };
}

/** Usual rows and days, by the labels and times of the file. */
function followed(ledger: RowLedger) {
  const usual = { rows: 0, anomalous: 0 };
  let [firstMs, lastMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { facts, anomalous } of ledger.judgedRows()) {
    const { timestampMs = Number.NaN, label } = facts;
    if (label === false) {
      usual.rows++;
      usual.anomalous += Number(anomalous);
    }
    if (timestampMs < firstMs) firstMs = timestampMs;
    if (timestampMs > lastMs) lastMs = timestampMs;
  }
  return { usual: usual satisfies FlaggedRows, days: Math.max(0, lastMs - firstMs) / 86_400_000 };
}

/** The figures that people look for, one a line. */
export function summaryTable(summary: Summary): string {
  const { rows, scored, quarantined, lost, incidents, alerts, alertKinds, events, eventsFound, falseAlarms } = summary;
  const { p50, p99 } = summary.putToAlertMs;
  const count = (value: number) => value.toLocaleString('en');
  const { opened = 0, worsened = 0, changed = 0, resumed = 0, closed = 0 } = alertKinds;
  const kinds = `${opened} opened, ${worsened} got worse, ${changed} changed, ${resumed} went on, ${closed} closed`;
  const table = [
    ['rows put on the stream', count(rows)],
    ['judged', count(scored)],
    ['quarantined', count(quarantined)],
    ['lost', count(lost)],
    ['incidents', count(incidents)],
    [`alerts (${kinds})`, count(alerts)],
  ];
  if (events !== null && events > 0) table.push(['events found', `${eventsFound} of ${events}`]);
  if (falseAlarms !== null) table.push(['false alarms', count(falseAlarms)]);
  if (p50 !== null && p99 !== null) {
    table.push(['from the stream to the alert: half, 99 %', `${formatDuration(p50)}, ${formatDuration(p99)}`]);
  }
  return plainTable(table);
}

/**
 * What else is worth knowing, a line each: what is virtual, how the endpoint's death went, whether the data have
 * moved.
 */
export function notesOf({ days, recordsPerSecond, endpointWaitMs, rows, budget, alertKinds }: Summary): string[] {
  const { opened = 0, closed = 0 } = alertKinds;
  const notes: string[] = [];
  if (days > 0 && recordsPerSecond !== null) {
    const took = formatDuration((rows / recordsPerSecond) * 1000);
    notes.push(
      `time is virtual: ${formatDuration(days * 86_400_000)} of the rows' own clock, by which incidents go, passed in ${took}`,
    );
    if (opened > closed) {
      notes.push(
        `${counted(opened - closed, 'incident')} still open: silence is measured by the wall clock, and none was long enough`,
      );
    }
  }
  if (endpointWaitMs !== null) {
    notes.push(`the endpoint was killed on purpose: rows waited ${formatDuration(endpointWaitMs)} until it was back`);
  }
  if (budget !== '') notes.push(budget);
  return notes;
}
