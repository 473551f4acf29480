import type { Model } from '../../model/model.ts';
import type { ColumnChoice } from '../../tabular/choose-columns.ts';
import { TableError } from '../../tabular/table-error.ts';
import { type LeftOut, nothingToCompare } from './left-out.ts';
import { type Confusion, confusion, type Quality, qualityOf } from './quality.ts';
import { rankingOf } from './ranking.ts';
import { type ScoredTableRow, type ScoringOptions, scoreFile } from './score-file.ts';

export interface Evaluation {
  /** By the surprise, or by the scores where there is none. */
  readonly quality: Quality;
  /** By the verdicts. */
  readonly asJudged: Confusion;
  readonly leftOut: LeftOut;
}

/**
 * Scores a labelled file and compares.
 *
 * @param onRow sees every row on its way
 * @throws {TableError} for a file without labels
 */
export async function evaluateFile(
  model: Model,
  choice: ColumnChoice,
  onRow: (scored: ScoredTableRow) => void,
  options: ScoringOptions = {},
): Promise<Evaluation> {
  const ranking = rankingOf(model);
  const ranks: number[] = [];
  const labels: number[] = [];
  const flagged = { all: 0, right: 0 };
  const leftOut = { unlabelled: 0, empty: 0 };
  for await (const scored of scoreFile(model, choice, options)) {
    onRow(scored);
    const { row, verdict } = scored;
    if (row.label === undefined) leftOut.unlabelled++;
    else if (!verdict) leftOut.empty++;
    else {
      ranks.push(ranking.of(verdict));
      labels.push(Number(row.label));
      flagged.all += Number(verdict.anomalous);
      flagged.right += Number(verdict.anomalous && row.label);
    }
  }
  if (ranks.length === 0) throw new TableError(choice.files[0], {}, nothingToCompare(leftOut, choice.header));
  const quality = qualityOf(Float64Array.from(ranks), Uint8Array.from(labels));
  const asJudged = confusion(model.threshold, flagged.right, flagged.all, quality.anomalies, quality.rows);
  return { quality, asJudged, leftOut };
}

/** @throws {TableError} when labels are there that mean nothing to us */
export function checkLabels({ files, parts, labels }: ColumnChoice): void {
  if (typeof labels === 'string') throw new TableError(files[0], { column: parts.label }, labels);
}
