export interface Quantiles {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** Nearest rank: a value that occurred, which as few as possible exceed. Null of nothing. */
export function quantiles(values: Float64Array): Quantiles {
  const sorted = values.toSorted();
  const at = (share: number) => (sorted.length === 0 ? null : sorted[Math.ceil(share * sorted.length) - 1]);
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
