import type { Model } from '../../model/model.ts';
import type { ColumnChoice } from '../../tabular/choose-columns.ts';
import { TableError } from '../../tabular/table-error.ts';
import { type LeftOut, nothingToCompare } from './left-out.ts';
import { type Confusion, confusion, type Quality, qualityOf } from './quality.ts';
import { type ScoredTableRow, scoreFile } from './score-file.ts';

export interface Evaluation {
  /** By the scores. */
  readonly quality: Quality;
  /** By the verdicts, which beyond the ranges of training do not go by the scores alone. */
  readonly asJudged: Confusion;
  readonly leftOut: LeftOut;
}

/**
 * Scores a labelled file and compares.
 *
 * @param onRow sees every row on its way
 * @param explain whether it sees anomalous rows explained
 * @throws {TableError} for a file without labels
 */
export async function evaluateFile(
  model: Model,
  choice: ColumnChoice,
  onRow: (scored: ScoredTableRow) => void,
  { explain = false } = {},
): Promise<Evaluation> {
  const scores: number[] = [];
  const labels: number[] = [];
  const flagged = { all: 0, right: 0 };
  const leftOut = { unlabelled: 0, empty: 0 };
  for await (const scored of scoreFile(model, choice, { explain })) {
    onRow(scored);
    const { row, verdict } = scored;
    if (row.label === undefined) leftOut.unlabelled++;
    else if (!verdict) leftOut.empty++;
    else {
      scores.push(verdict.score);
      labels.push(Number(row.label));
      flagged.all += Number(verdict.anomalous);
      flagged.right += Number(verdict.anomalous && row.label);
    }
  }
  if (scores.length === 0) throw new TableError(choice.files[0], {}, nothingToCompare(leftOut, choice.header));
  const quality = qualityOf(Float64Array.from(scores), Uint8Array.from(labels));
  const asJudged = confusion(model.threshold, flagged.right, flagged.all, quality.anomalies, quality.rows);
  return { quality, asJudged, leftOut };
}

/** @throws {TableError} when labels are there that mean nothing to us */
export function checkLabels({ files, parts, labels }: ColumnChoice): void {
  if (typeof labels === 'string') throw new TableError(files[0], { column: parts.label }, labels);
}
