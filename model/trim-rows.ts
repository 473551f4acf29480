import type { TrainingData } from '../contracts/training-data.ts';

/**
 * Leaves the strangest share of the rows out of the data, to fit again on what remains: anomalies among the training
 * rows hardly change the order of the scores, but use up the budget of the threshold.
 *
 * @param scores n, in the order of the rows
 * @param share in (0, 0.5]; of equal scores the later rows go first
 * @throws {Error} for a share out of range, or one that is less than one row
 */
export function trimRows(data: TrainingData, scores: Float64Array, share: number): TrainingData {
  if (!(share > 0 && share <= 0.5)) throw new Error(`the share to trim must be in (0, 0.5], got ${share}`);
  const { features, rows, timestampsMs, lanes, placeOf = (row: number) => `row ${row + 1}` } = data;
  const dropped = Math.round(share * scores.length);
  if (dropped < 1)
    throw new Error(`to trim ${share} of ${scores.length} rows is less than one row; trim more, or none`);
  const byScore = Uint32Array.from(scores.keys()).sort((a, b) => scores[a] - scores[b]);
  const kept = byScore.subarray(0, scores.length - dropped).sort();
  const only = (numbers: Float64Array) => Float64Array.from(kept, (row) => numbers[row]);
  const width = features.length;
  const left = new Float64Array(kept.length * width);
  for (const [i, row] of kept.entries()) left.set(rows.subarray(row * width, (row + 1) * width), i * width);
  return {
    ...data,
    rows: left,
    ...(timestampsMs && { timestampsMs: only(timestampsMs) }),
    ...(lanes && { lanes: { stream: only(lanes.stream), step: only(lanes.step) } }),
    placeOf: (row) => placeOf(kept[row]),
  };
}
