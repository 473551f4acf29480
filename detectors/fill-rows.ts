import type { Detector } from './detector.ts';

/**
 * Writes what a detector finds usual in place of what is missing, where it does that.
 *
 * @param rows n * features, row-major; NaN is a missing value
 * @param filled the same with something else in place of NaN, which is overwritten
 */
export function fillRows(detector: Detector, rows: Float64Array, filled: Float64Array): void {
  const width = detector.featureCount;
  if (!detector.fill) return;
  for (let at = 0; at < rows.length; at += width) {
    const row = rows.subarray(at, at + width);
    const missing = [...row.keys()].filter((f) => Number.isNaN(row[f]));
    if (missing.length > 0) detector.fill(filled.subarray(at, at + width), missing);
  }
}
