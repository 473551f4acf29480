import type { Model } from '../../model/model.ts';
import { renderReport } from '../../report/render-report.ts';
import { reportFromScores } from '../../report/report-from-scores.ts';
import type { Confusion, Quality } from './quality.ts';
import { rankingOf } from './ranking.ts';
import type { ScoredTableRow } from './score-file.ts';
import { usualOfPast } from './usual-of-past.ts';

/** Gathers scored rows into the page that people look at. */
export interface ScoresPage {
  add(scored: ScoredTableRow): void;
  render(subject: string, madeAtMs: number, quality?: Areas & Confusion): string;
}

type Areas = Pick<Quality, 'rocAuc' | 'averagePrecision'>;

/** Starts a page; its memory grows with the rows. @param features in the order in which the page shows them */
export function scoresPage(model: Model, features: readonly string[]): ScoresPage {
  const report = reportFromScores(features, rankingOf(model));
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
      });
    },
    render: (subject, madeAtMs, quality) =>
      renderReport(
        report.finish({
          title: quality ? 'Evaluation' : 'Scores',
          subject,
          madeAtMs,
          quality: quality && {
            ...quality,
            rocAuc: Number.isNaN(quality.rocAuc) ? undefined : quality.rocAuc,
            averagePrecision: Number.isNaN(quality.averagePrecision) ? undefined : quality.averagePrecision,
          },
        }),
      ),
  };
}
