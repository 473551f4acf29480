import type { Model } from '../../model/model.ts';
import type { ColumnFlags } from '../../tabular/locate-columns.ts';
import { type Row, readRows } from '../../tabular/read-rows.ts';

export interface ScoredRow {
  /** As it stands in the file, but for missing values: they have taken the training median. */
  readonly row: Row;
  /** NaN where every feature was missing: nothing can be said of such a row. */
  readonly score: number;
  /** Names of the features that were missing. */
  readonly imputed: readonly string[];
}

/** Rows are scored this many at a time. */
const BATCH_ROWS = 1024;

/** The rows of a file of any size with their scores, in order, in constant memory. @throws {TableError} for a bad file */
export async function* scoreFile(model: Model, file: string, flags: ColumnFlags): AsyncGenerator<ScoredRow> {
  let batch: Row[] = [];
  for await (const row of readRows(file, model.features, flags)) {
    batch.push(row);
    if (batch.length < BATCH_ROWS) continue;
    yield* scoreBatch(model, batch);
    batch = [];
  }
  yield* scoreBatch(model, batch);
}

function* scoreBatch(model: Model, batch: readonly Row[]): Generator<ScoredRow> {
  const width = model.features.length;
  const values = new Float64Array(batch.length * width);
  const imputed = batch.map((row) => impute(model, row.values));
  for (const [i, row] of batch.entries()) values.set(row.values, i * width);
  const scores = model.detector.score(values, batch.length);
  for (const [i, row] of batch.entries()) {
    yield { row, score: imputed[i].length < width ? scores[i] : Number.NaN, imputed: imputed[i] };
  }
}

const NOTHING: readonly string[] = [];

/** Fills what is missing in place. */
function impute({ features, medians }: Model, values: Float64Array): readonly string[] {
  if (!values.some(Number.isNaN)) return NOTHING;
  return features.filter((_, i) => {
    const missing = Number.isNaN(values[i]);
    if (missing) values[i] = medians[i];
    return missing;
  });
}
