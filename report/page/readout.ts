import { compactNumber } from './axes.ts';
import type { PageData } from './page-data.ts';
import { MARK, type Rows } from './rows.ts';

const MARK_WORDS: Readonly<Record<number, string>> = {
  [MARK.none]: '',
  [MARK.strange]: 'anomalous',
  [MARK.falseAlarm]: 'anomalous, labelled usual',
  [MARK.missed]: 'not flagged, labelled strange',
  [MARK.within]: 'not flagged, labelled strange, its event was found',
};

/** One row in a line of words, for the bar above the charts. */
export function describeRow(rows: Rows, { sources, measure }: PageData, row: number): string {
  const when = rows.timed
    ? new Date(rows.x[row] * 1000).toISOString().slice(0, 19).replace('T', ' ')
    : `row ${rows.x[row]}`;
  const score = `${measure} ${compactNumber(rows.score[row])}`;
  const mark = rows.mark[row];
  const anomalous = mark === MARK.strange || mark === MARK.falseAlarm;
  const grade = anomalous && `grade ${(rows.grade[row] / 255).toFixed(2)}`;
  return [when, sources[rows.source[row]], score, MARK_WORDS[mark], grade].filter(Boolean).join(' · ');
}
