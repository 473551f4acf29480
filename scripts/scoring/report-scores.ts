import type { Model } from '../../model/model.ts';
import { renderReport } from '../../report/render-report.ts';
import { reportFromScores, type ScoredFileRow } from '../../report/report-from-scores.ts';
import { USUAL_SPREADS } from '../../streams/reasons.ts';
import type { SourceVerdict } from '../../streams/sources.ts';
import type { Confusion, Quality } from './quality.ts';
import { rankingOf } from './ranking.ts';
import type { ScoredTableRow } from './score-file.ts';

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
        usual: past && past.weight > 0 ? usualOf(past) : undefined,
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

/** What each value was expected to be by the last ones, and the usual distance from that on both sides. */
function usualOf({ names, features }: SourceVerdict): NonNullable<ScoredFileRow['usual']> {
  const usual = new Map<string, { low: number; high: number }>();
  for (const [i, verdict] of features.entries()) {
    if (!verdict) continue;
    const reach = USUAL_SPREADS * verdict.spread;
    usual.set(names[i], { low: verdict.expected - reach, high: verdict.expected + reach });
  }
  return usual;
}
