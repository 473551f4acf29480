import { toPlainText } from '../../contracts/plain-text.ts';
import { SEVERITIES } from '../../contracts/verdict.ts';
import type { Model } from '../../model/model.ts';
import { plainTable } from '../cli/plain-table.ts';
import { eventLine } from '../scoring/alert-tally.ts';
import { budgetSentence, type FlaggedRows } from '../scoring/budget-kept.ts';
import { EventTally } from '../scoring/event-tally.ts';
import type { RowLedger } from './ledger.ts';

export type Summary = ReturnType<typeof summarise>;

/** All figures of a run; null where there is nothing to count. */
export function summarise(ledger: RowLedger, model: Model) {
  const quality = ledger.quality();
  const figures = ledger.asJudged(model.threshold);
  const finite = (value: number | undefined) => (value === undefined || Number.isNaN(value) ? null : value);
  const counts = ledger.counts();
  const { days, events, usual } = followed(ledger);
  return {
    ...counts,
    alertsPerDay: days > 0 ? counts.alerts / days : null,
    events: quality ? events.events : null,
    eventsFound: quality ? events.found : null,
    foundEvents: quality && events.events > 0 ? eventLine(events) : null,
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

/** Events, usual rows and days, by the labels and times of the file. */
function followed(ledger: RowLedger) {
  const tally = new EventTally();
  const usual = { rows: 0, anomalous: 0 };
  let [firstMs, lastMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { facts, anomalous } of ledger.judgedRows()) {
    const { source = '', timestampMs = Number.NaN, label } = facts;
    tally.add(source, label, anomalous, timestampMs);
    if (label === false) {
      usual.rows++;
      usual.anomalous += Number(anomalous);
    }
    if (timestampMs < firstMs) firstMs = timestampMs;
    if (timestampMs > lastMs) lastMs = timestampMs;
  }
  return { events: tally.finish(), usual: usual satisfies FlaggedRows, days: (lastMs - firstMs) / 86_400_000 };
}

/** What was asked for and what came, and which events were found; '' where nothing is known of either. */
export function outcomeText({ budget, foundEvents }: Summary): string {
  return [budget, foundEvents ?? ''].filter((line) => line !== '').join('\n');
}

/** Why rows are in quarantine, the three most frequent reasons; '' when none is. */
export function quarantineReasonsText({ quarantineReasons }: Summary): string {
  const reasons = Object.entries(quarantineReasons).slice(0, 3);
  return reasons.map(([reason, count]) => `quarantined ${count}: ${toPlainText(reason)}\n`).join('');
}

/** The figures that people look for, one a line. */
export function summaryTable(summary: Summary): string {
  const { putToAlertMs: ms } = summary;
  const count = (value: number) => value.toLocaleString('en');
  const share = (value: number | null) => (value === null ? '-' : value.toFixed(3));
  const time = (value: number | null) => (value === null ? '-' : count(Math.round(value)));
  return plainTable([
    ['rows', count(summary.rows)],
    ['scored', count(summary.scored)],
    ['anomalies', count(summary.anomalies)],
    [SEVERITIES.join(' / '), SEVERITIES.map((severity) => count(summary.severities[severity])).join(' / ')],
    ['incidents', count(summary.incidents)],
    ['alerts', count(summary.alerts)],
    ['alerts a day, by the rows', summary.alertsPerDay === null ? '-' : count(Math.round(summary.alertsPerDay))],
    ['quarantined', count(summary.quarantined)],
    ['lost', count(summary.lost)],
    ['precision', share(summary.precision)],
    ['recall', share(summary.recall)],
    ['ROC AUC', share(summary.rocAuc)],
    ['put to alert p50 / p95 / p99', `${time(ms.p50)} / ${time(ms.p95)} / ${time(ms.p99)} ms`],
    ['rows per second', summary.recordsPerSecond === null ? '-' : count(summary.recordsPerSecond)],
  ]);
}
