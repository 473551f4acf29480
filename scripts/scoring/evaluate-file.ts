import type { Model } from '../../model/model.ts';
import type { ColumnFlags } from '../../tabular/locate-columns.ts';
import { TableError } from '../../tabular/table-error.ts';
import { type Quality, qualityOf } from './quality.ts';
import { type ScoredRow, scoreFile } from './score-file.ts';

export interface Evaluation {
  readonly quality: Quality;
  /** Rows that nobody labelled or that hold no feature at all, and which therefore say nothing. */
  readonly leftOut: number;
}

/**
 * Scores a labelled file and compares.
 *
 * @param onRow sees every row on its way
 * @throws {TableError} for a bad file or one without labels
 */
export async function evaluateFile(
  model: Model,
  file: string,
  flags: ColumnFlags,
  onRow: (scored: ScoredRow) => void,
): Promise<Evaluation> {
  const scores: number[] = [];
  const labels: number[] = [];
  let leftOut = 0;
  for await (const scored of scoreFile(model, file, flags)) {
    onRow(scored);
    const { label } = scored.row;
    if (label === undefined || Number.isNaN(scored.score)) {
      leftOut++;
      continue;
    }
    scores.push(scored.score);
    labels.push(Number(label));
  }
  if (scores.length === 0) throw new TableError(file, {}, nothingToCompare(leftOut));
  return { quality: qualityOf(Float64Array.from(scores), Uint8Array.from(labels)), leftOut };
}

function nothingToCompare(leftOut: number): string {
  if (leftOut === 0) return 'there are no rows after the header';
  return 'no row has a label, name the column that says 1 for anomalies and 0 for usual rows with --label-column';
}
