/** Takes one feature of all rows, in their order. @param rows n * featureCount, row-major */
export function columnOf(rows: Float64Array, featureCount: number, f: number): Float64Array {
  const column = new Float64Array(rows.length / featureCount);
  for (let i = 0; i < column.length; i++) column[i] = rows[i * featureCount + f];
  return column;
}

/** The value that a share of the sorted values, at least one, lies below; between two of them a straight line. */
export function quantileOf(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const part = place - below;
  return part === 0 ? sorted[below] : (1 - part) * sorted[below] + part * sorted[below + 1];
}

/** How many interquartile ranges of a normal distribution a standard deviation is, inverted. */
const IQR_OF_NORMAL = 1.349;

/** The interquartile range of sorted values, at least one, as the deviation of a normal distribution that has it. */
export function robustSpread(sorted: Float64Array): number {
  return (quantileOf(sorted, 0.75) - quantileOf(sorted, 0.25)) / IQR_OF_NORMAL;
}

/** Checks the rows that a detector is fitted on. @throws {RangeError} when there is none, or a part of one */
export function checkRows(rows: Float64Array, featureCount: number): void {
  if (rows.length === 0) throw new RangeError('a detector needs at least 1 row, got 0');
  if (rows.length % featureCount !== 0) {
    throw new RangeError(`rows must hold a multiple of ${featureCount} values, got ${rows.length}`);
  }
}

/**
 * Fills what is missing (NaN) with the median of its column, as the model does before it asks for scores.
 *
 * @param rows n * featureCount, row-major, with at least one value in each column
 * @returns a copy; the same array where none is missing
 */
export function fillMissing(rows: Float64Array, featureCount: number): Float64Array {
  if (!rows.some(Number.isNaN)) return rows;
  const medians = Array.from({ length: featureCount }, (_, f) =>
    quantileOf(
      columnOf(rows, featureCount, f)
        .filter((value) => !Number.isNaN(value))
        .sort(),
      0.5,
    ),
  );
  return rows.map((value, i) => (Number.isNaN(value) ? medians[i % featureCount] : value));
}
