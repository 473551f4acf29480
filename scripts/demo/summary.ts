import { toPlainText } from '../../contracts/plain-text.ts';
import type { Model } from '../../model/model.ts';
import { plainTable } from '../cli/plain-table.ts';
import type { RowLedger } from './ledger.ts';

export type Summary = ReturnType<typeof summarise>;

/** All figures of a run; null where there is nothing to count. */
export function summarise(ledger: RowLedger, model: Model) {
  const quality = ledger.quality();
  const figures = quality?.at(model.threshold);
  const finite = (value: number | undefined) => (value === undefined || Number.isNaN(value) ? null : value);
  return {
    ...ledger.counts(),
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
    ['incidents', count(summary.incidents)],
    ['alerts', count(summary.alerts)],
    ['quarantined', count(summary.quarantined)],
    ['lost', count(summary.lost)],
    ['precision', share(summary.precision)],
    ['recall', share(summary.recall)],
    ['ROC AUC', share(summary.rocAuc)],
    ['put to alert p50 / p95 / p99', `${time(ms.p50)} / ${time(ms.p95)} / ${time(ms.p99)} ms`],
    ['rows per second', summary.recordsPerSecond === null ? '-' : count(summary.recordsPerSecond)],
  ]);
}
