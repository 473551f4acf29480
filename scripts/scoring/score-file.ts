import type { Verdict } from '../../contracts/verdict.ts';
import type { Model } from '../../model/model.ts';
import { scoreFeatures } from '../../model/score-features.ts';
import type { ColumnFlags } from '../../tabular/locate-columns.ts';
import { type Row, readRows } from '../../tabular/read-rows.ts';

export interface ScoredTableRow {
  /** As it stands in the file. */
  readonly row: Row;
  /** Undefined where every feature was missing: nothing can be said of such a row. */
  readonly verdict?: Verdict;
}

/** Rows are scored this many at a time. */
const BATCH_ROWS = 1024;

/**
 * Scores the rows of a file of any size, in order, in constant memory.
 *
 * @param explain whether anomalous rows are told why they are, which takes far longer than to score them
 * @throws {TableError} for a bad file
 */
export async function* scoreFile(
  model: Model,
  file: string,
  flags: ColumnFlags,
  { explain = false } = {},
): AsyncGenerator<ScoredTableRow> {
  let batch: Row[] = [];
  // what the model takes for missing is drawn and counted as missing, too
  const missingValues = [...(flags.missingValues ?? []), ...(model.missingValues ?? []).map(String)];
  for await (const row of readRows(file, model.features, { ...flags, missingValues })) {
    batch.push(row);
    if (batch.length < BATCH_ROWS) continue;
    yield* scoreBatch(model, batch, explain);
    batch = [];
  }
  yield* scoreBatch(model, batch, explain);
}

function* scoreBatch(model: Model, batch: readonly Row[], explain: boolean): Generator<ScoredTableRow> {
  const values = batch.map((row) => row.values);
  const scored = scoreFeatures(model, values, { explain });
  for (const [i, row] of batch.entries()) {
    const verdict = scored[i];
    yield { row, verdict: verdict?.ok ? verdict.value : undefined };
  }
}
