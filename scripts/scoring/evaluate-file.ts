import type { Model } from '../../model/model.ts';
import type { ColumnFlags } from '../../tabular/locate-columns.ts';
import { TableError } from '../../tabular/table-error.ts';
import { type LeftOut, nothingToCompare } from './left-out.ts';
import { type Quality, qualityOf } from './quality.ts';
import { type ScoredRow, scoreFile } from './score-file.ts';

export interface Evaluation {
  readonly quality: Quality;
  readonly leftOut: LeftOut;
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
  const leftOut = { unlabelled: 0, empty: 0 };
  for await (const scored of scoreFile(model, file, flags)) {
    onRow(scored);
    const { label } = scored.row;
    if (label === undefined) leftOut.unlabelled++;
    else if (Number.isNaN(scored.score)) leftOut.empty++;
    else {
      scores.push(scored.score);
      labels.push(Number(label));
    }
  }
  if (scores.length === 0) throw new TableError(file, {}, nothingToCompare(leftOut));
  return { quality: qualityOf(Float64Array.from(scores), Uint8Array.from(labels)), leftOut };
}
