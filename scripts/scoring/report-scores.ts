import type { IncidentRules } from '../../incidents/count-anomalies.ts';
import type { Model } from '../../model/model.ts';
import type { ReportData } from '../../report/report-data.ts';
import { type ReportHead, reportFromScores } from '../../report/report-from-scores.ts';
import type { Confusion, Quality } from './quality.ts';
import { rankingOf } from './ranking.ts';
import type { ScoredTableRow } from './score-file.ts';
import { usualOfPast } from './usual-of-past.ts';

/** Gathers scored rows into what people look at. */
export interface ScoresPage {
  add(scored: ScoredTableRow): void;
  finish(head: ReportHead, quality?: Areas & Confusion): ReportData;
}

type Areas = Pick<Quality, 'rocAuc' | 'averagePrecision'>;

/**
 * Starts a page; its memory grows with the rows.
 *
 * @param features in the order in which the page shows them
 * @param rules by which anomalies are put together
 */
export function scoresPage(model: Model, features: readonly string[], rules: IncidentRules): ScoresPage {
  const report = reportFromScores(features, rankingOf(model), rules);
  return {
    add({ row, features: values, past, verdict }) {
      if (!verdict) return;
      report.add({
        row: row.index + 1,
        id: row.id,
        source: row.source,
        timestampMs: row.timestampMs,
        strange: row.label,
        features: values,
        usual: usualOfPast(past),
        verdict,
        usualIntervalMs: past?.usualIntervalMs,
      });
    },
    finish: (head, quality) =>
      report.finish({
        ...head,
        quality: quality && {
          ...quality,
          rocAuc: Number.isNaN(quality.rocAuc) ? undefined : quality.rocAuc,
          averagePrecision: Number.isNaN(quality.averagePrecision) ? undefined : quality.averagePrecision,
        },
      }),
  };
}
