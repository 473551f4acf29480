import type { Verdict } from '../contracts/verdict.ts';
import { collectRows, type JudgedRow } from './collect-rows.ts';
import { type Happening, reportEvents } from './events.ts';
import { AlarmGroups, type AlarmRules } from './group-alarms.ts';
import type { Ranking } from './ranking.ts';
import type { ReportData, ReportQuality } from './report-data.ts';
import { Strangest } from './strangest.ts';

/** A row of a file with the model's verdict of it. */
export interface ScoredFileRow extends Pick<JudgedRow, 'features' | 'source' | 'timestampMs' | 'usual' | 'strange'> {
  /** Number of its line among the data lines, from 1. */
  readonly row: number;
  readonly id?: string;
  readonly verdict: Verdict;
  /** Between two observations of its source; undefined where that is unknown. */
  readonly usualIntervalMs?: number | undefined;
}

export interface ScoresReport {
  add(row: ScoredFileRow): void;
  finish(run: ReportHead & { readonly quality?: ReportQuality }): ReportData;
}

/** What stands above the figures, and what is known from somewhere else. */
export interface ReportHead extends Pick<ReportData, 'title' | 'subject' | 'madeAtMs'> {
  /** They name what overlaps them. */
  readonly happenings?: readonly Happening[];
}

/** As many as a person would look at. */
const STRANGEST = 200;

/**
 * A report of a scored file, gathered row by row.
 *
 * Memory: 12 bytes per value and about 25 per row, whatever the file's size on disk.
 * @param features in the order in which the page shows them
 * @param rules by which anomalies are put together
 */
export function reportFromScores(features: readonly string[], ranking: Ranking, rules: AlarmRules): ScoresReport {
  const { threshold } = ranking;
  const collector = collectRows(features, ranking.measure);
  const strangest = new Strangest(STRANGEST);
  const alarms = new AlarmGroups(rules);
  let modelVersion: string | undefined;
  let rowCount = 0;
  let anomalies = 0;
  return {
    add({ row, id, source = '', timestampMs, features: values, usual, strange, verdict, usualIntervalMs }) {
      const score = ranking.of(verdict);
      const judged = { ...verdict, score, threshold, features: values, usual, source, timestampMs, strange };
      const index = collector.add(judged);
      modelVersion = verdict.modelVersion;
      rowCount++;
      if (!verdict.anomalous) return;
      anomalies++;
      const { grade, surprise, imputed, contributions = [], explanation } = verdict;
      const what = { score, threshold, grade, surprise, imputed, contributions, explanation };
      strangest.add({ index, row, id, source, timestampMs, ...what });
      if (timestampMs !== undefined) alarms.add({ source, timestampMs, verdict, usualIntervalMs });
    },
    finish({ title, subject, madeAtMs, happenings, quality }) {
      const rows = collector.rows();
      const explained = strangest.list();
      return {
        title,
        subject,
        madeAtMs,
        modelVersion,
        figures: { rows: rowCount, anomalies },
        rows,
        strangest: explained,
        explained,
        events: rows.timestampMs && reportEvents(rows, alarms.list(), happenings),
        quality,
      };
    },
  };
}
