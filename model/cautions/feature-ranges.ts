/** The outermost values of one feature in the rows that a model is made of. */
export interface FeatureRange {
  readonly low: number;
  readonly high: number;
  /** How many rows hold exactly the lowest and the highest value; 0 where the rows are not known. */
  readonly atLow: number;
  readonly atHigh: number;
  /** How many rows hold a value. */
  readonly present: number;
}

/** Finds the range of each feature in one pass. @param rows n * featureCount, row-major, NaN = missing */
export function featureRanges(rows: Float64Array, featureCount: number): FeatureRange[] {
  const ranges = Array.from({ length: featureCount }, () => ({
    low: Number.POSITIVE_INFINITY,
    high: Number.NEGATIVE_INFINITY,
    atLow: 0,
    atHigh: 0,
    present: 0,
  }));
  for (let at = 0; at < rows.length; ) {
    for (let f = 0; f < featureCount; f++) {
      const value = rows[at++];
      if (Number.isNaN(value)) continue;
      const range = ranges[f];
      range.present++;
      if (value < range.low) {
        range.low = value;
        range.atLow = 0;
      }
      if (value > range.high) {
        range.high = value;
        range.atHigh = 0;
      }
      if (value === range.low) range.atLow++;
      if (value === range.high) range.atHigh++;
    }
  }
  return ranges;
}

/** Whether a feature takes more than one value. */
export function varies({ low, high }: Pick<FeatureRange, 'low' | 'high'>): boolean {
  return low < high;
}
