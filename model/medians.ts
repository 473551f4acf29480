/**
 * Finds the median of each column, missing values (NaN) left out; of an even number the mean of the middle two.
 *
 * Shapes: rows: n * features, row-major; the result: features.
 * @throws {Error} naming a feature that has no value at all, or one that is not finite
 */
export function mediansOf(rows: Float64Array, features: readonly string[]): Float64Array {
  const rowCount = rows.length / features.length;
  const column = new Float64Array(rowCount);
  const medians = features.map((name, f) => {
    let count = 0;
    for (let i = 0; i < rowCount; i++) {
      const value = rows[i * features.length + f];
      if (Number.isNaN(value)) continue;
      if (!Number.isFinite(value))
        throw new Error(`the feature ${JSON.stringify(name)} is ${value} in row ${i + 1}; values must be finite`);
      column[count++] = value;
    }
    if (count === 0) throw new Error(`the feature ${JSON.stringify(name)} has no value in any row; leave it out`);
    const sorted = column.subarray(0, count).sort();
    // halves before the sum: two values near the greatest number must not overflow
    return count % 2 === 1 ? sorted[(count - 1) / 2] : sorted[count / 2 - 1] / 2 + sorted[count / 2] / 2;
  });
  return Float64Array.from(medians);
}

/** Replaces every NaN of the rows by its column's median. @returns a copy; the same array where none is missing */
export function imputeMedians(rows: Float64Array, medians: Float64Array): Float64Array {
  if (!rows.some(Number.isNaN)) return rows;
  return rows.map((value, i) => (Number.isNaN(value) ? medians[i % medians.length] : value));
}
