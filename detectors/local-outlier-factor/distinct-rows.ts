/**
 * Keeps one of each group of equal rows, the first, in their order.
 *
 * @param rows n * featureCount, row-major
 */
export function distinctRows(rows: Float64Array, featureCount: number): Float64Array {
  const count = rows.length / featureCount;
  const compare = (a: number, b: number) => {
    for (let f = 0; f < featureCount; f++) {
      const difference = rows[a * featureCount + f] - rows[b * featureCount + f];
      if (difference !== 0) return difference;
    }
    return 0;
  };
  const sorted = Int32Array.from({ length: count }, (_, row) => row).sort((a, b) => compare(a, b) || a - b);
  const kept = sorted.filter((row, i) => i === 0 || compare(sorted[i - 1], row) !== 0).sort();
  if (kept.length === count) return rows;
  const distinct = new Float64Array(kept.length * featureCount);
  for (const [i, row] of kept.entries()) {
    distinct.set(rows.subarray(row * featureCount, (row + 1) * featureCount), i * featureCount);
  }
  return distinct;
}
