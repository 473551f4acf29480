/** Rows per day by their own clock, from the first to the last in time; undefined where all carry the same time. */
export function rowsPerDayOf(timestampsMs: Float64Array): number | undefined {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const time of timestampsMs) {
    if (time < first) first = time;
    if (time > last) last = time;
  }
  // n rows span n - 1 intervals
  const days = (last - first) / 86_400_000;
  return days > 0 ? (timestampsMs.length - 1) / days : undefined;
}
