/** So much memory for columns of the kernel: 3,200 of 10,000 rows. */
const CACHE_BYTES = 256e6;

/**
 * Keeps the columns of a square matrix that were used last, because the solver comes back to the same rows.
 *
 * @param size of the matrix
 * @param fill writes the column of a row
 * @param bytes that the columns may take together; two are kept in any case
 * @returns the column of a row, to be read before more than one other is asked for
 */
export function columnCache(
  size: number,
  fill: (row: number, out: Float64Array) => void,
  bytes = CACHE_BYTES,
): (row: number) => Float64Array {
  const most = Math.max(2, Math.floor(bytes / (8 * size)));
  // the one that was not used for the longest comes first
  const columns = new Map<number, Float64Array>();
  return (row) => {
    const column = columns.get(row) ?? filled(row);
    columns.delete(row);
    columns.set(row, column);
    return column;
  };

  function filled(row: number): Float64Array {
    const [oldest] = columns.size < most ? [] : columns.keys();
    const column = oldest === undefined ? new Float64Array(size) : columns.get(oldest)!;
    if (oldest !== undefined) columns.delete(oldest);
    fill(row, column);
    return column;
  }
}
