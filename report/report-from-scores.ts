import type { Verdict } from '../contracts/verdict.ts';
import { collectRows, type JudgedRow } from './collect-rows.ts';
import type { Ranking } from './ranking.ts';
import type { ReportData, ReportQuality, StrangeObservation } from './report-data.ts';

/** A row of a file with the model's verdict of it. */
export interface ScoredFileRow extends Pick<JudgedRow, 'features' | 'source' | 'timestampMs' | 'usual' | 'strange'> {
  /** Number of its line among the data lines, from 1. */
  readonly row: number;
  readonly id?: string;
  readonly verdict: Verdict;
}

export interface ScoresReport {
  add(row: ScoredFileRow): void;
  finish(run: Pick<ReportData, 'title' | 'subject' | 'madeAtMs'> & { readonly quality?: ReportQuality }): ReportData;
}

/** As many as a person would look at. */
const STRANGEST = 200;

/**
 * A report of a scored file, gathered row by row.
 *
 * Memory: 12 bytes per value and about 25 per row, whatever the file's size on disk.
 * @param features in the order in which the page shows them
 */
export function reportFromScores(features: readonly string[], ranking: Ranking): ScoresReport {
  const { threshold } = ranking;
  const collector = collectRows(features, ranking.measure);
  let strangest: StrangeObservation[] = [];
  let modelVersion: string | undefined;
  let rowCount = 0;
  let anomalies = 0;
  return {
    add({ row, id, source = '', timestampMs, features: values, usual, strange, verdict }) {
      const score = ranking.of(verdict);
      collector.add({ ...verdict, score, threshold, features: values, usual, source, timestampMs, strange });
      modelVersion = verdict.modelVersion;
      rowCount++;
      if (!verdict.anomalous) return;
      anomalies++;
      const { grade, surprise, imputed, contributions = [], explanation } = verdict;
      const what = { score, threshold, grade, surprise, imputed, contributions, explanation };
      strangest.push({ row, id, source, timestampMs, ...what });
      if (strangest.length === 2 * STRANGEST) strangest = keepStrangest(strangest);
    },
    finish: ({ title, subject, madeAtMs, quality }) => ({
      title,
      subject,
      madeAtMs,
      modelVersion,
      figures: { rows: rowCount, anomalies },
      rows: collector.rows(),
      strangest: keepStrangest(strangest),
      quality,
    }),
  };
}

/** By grade: beyond the values of training scores may tie. */
function keepStrangest(rows: StrangeObservation[]): StrangeObservation[] {
  return rows.sort((a, b) => b.grade - a.grade || b.score - a.score).slice(0, STRANGEST);
}
