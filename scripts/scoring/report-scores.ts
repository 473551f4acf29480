import type { Model } from '../../model/model.ts';
import { renderReport } from '../../report/render-report.ts';
import { reportFromScores } from '../../report/report-from-scores.ts';
import type { Confusion, Quality } from './quality.ts';
import type { ScoredTableRow } from './score-file.ts';

/** Gathers scored rows into the page that people look at. */
export interface ScoresPage {
  add(scored: ScoredTableRow): void;
  render(subject: string, madeAtMs: number, quality?: Areas & Confusion): string;
}

type Areas = Pick<Quality, 'rocAuc' | 'averagePrecision'>;

/** Starts a page; its memory grows with the rows. */
export function scoresPage(model: Model): ScoresPage {
  const report = reportFromScores(model.features);
  return {
    add({ row, verdict }) {
      if (!verdict) return;
      report.add({
        row: row.index + 1,
        id: row.id,
        source: row.source,
        timestampMs: row.timestampMs,
        strange: row.label,
        features: Array.from(row.values, (value) => (Number.isNaN(value) ? null : value)),
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
