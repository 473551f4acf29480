import type { Bins } from './page/page-data.ts';

/**
 * How many of `values` fall into each of `count` equal bins over [from, to]; what lies outside counts in the outermost.
 */
export function toBins(values: ArrayLike<number>, from: number, to: number, count: number): Bins {
  const width = (to - from || 1) / count;
  const counts = new Array<number>(count).fill(0);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (Number.isNaN(value)) continue;
    counts[Math.min(count - 1, Math.max(0, Math.floor((value - from) / width)))]++;
  }
  return { from, width, counts };
}

/** The same bins as shares of their sum, so that a few strange rows are seen beside very many usual ones. */
export function toShares(bins: Bins): Bins {
  const total = bins.counts.reduce((sum, count) => sum + count, 0) || 1;
  return { ...bins, counts: bins.counts.map((count) => count / total) };
}
