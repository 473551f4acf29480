/** Scores `count` rows (count * featureCount, row-major) into `out`. NaN goes right at every split. */
export type RowScorer = (rows: Float64Array, count: number, out: Float64Array) => void;
