const DAY_MS = 86_400_000;
const YEAR_2000_MS = Date.UTC(2000);

/** Whether a time is before all that is measured today. */
export function isEarly(timeMs: number): boolean {
  return timeMs < YEAR_2000_MS;
}

/** Whether a time is more than a day after now; of an unknown now none is. */
export function isAhead(timeMs: number, nowMs = Number.POSITIVE_INFINITY): boolean {
  return timeMs > nowMs + DAY_MS;
}

/**
 * Rows per day by their own clock, from the first time to the last. One clock that was not set would make it a ten
 * thousandth: times before 2000 and ahead of now count only where there are no others.
 *
 * @param timestampsMs n, milliseconds since 1970
 * @returns undefined where all carry the same time
 */
export function rowsPerDayOf(timestampsMs: Float64Array, nowMs?: number): number | undefined {
  const plausible = timestampsMs.filter((timeMs) => !isEarly(timeMs) && !isAhead(timeMs, nowMs));
  const times = plausible.length > 0 ? plausible : timestampsMs;
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const time of times) {
    if (time < first) first = time;
    if (time > last) last = time;
  }
  // n rows span n - 1 intervals
  const days = (last - first) / DAY_MS;
  return days > 0 ? (times.length - 1) / days : undefined;
}
