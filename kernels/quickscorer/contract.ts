import type { Trees } from '../trees.ts';

/** Trees with what a row gets that ends in one of their leaves. */
export interface LeafValuedTrees extends Trees {
  /**
   * By node: the value of a leaf, for an isolation forest a path length; 0 for splits.
   *
   * The values are multiples of one power of two, and so few bits apart that a sum over all trees is exact: however a
   * scorer orders its additions, it gets the same bits.
   */
  readonly pathLength: Float64Array;
  /** The sum over all trees at which the score is 0.5. */
  readonly expectedTotal: number;
}

/**
 * The distinct thresholds of each feature in all trees, ascending: a value's place among them decides every split on
 * it.
 *
 * A row goes left at threshold k of a feature exactly when its value's rank is at most k.
 * Layout: feature f has `thresholds[starts[f]]` up to `thresholds[starts[f + 1]]`.
 */
export interface ThresholdRanks {
  readonly starts: Int32Array;
  readonly thresholds: Float32Array;
  /** By node: the rank of a split's threshold among its feature's; 0 for leaves. */
  readonly ofNode: Int32Array;
}

/** Scores `count` rows (count * featureCount, row-major) into `out`. NaN goes right at every split. */
export type RowScorer = (rows: Float64Array, count: number, out: Float64Array) => void;

/** A scorer that looks its answers up in tables. */
export interface TableScorer {
  readonly score: RowScorer;
  /** How large the tables are, in bytes. */
  readonly tableBytes: number;
}

/** ln(2)^n / n!, n from 0: the series of 2^x, far enough to be right to the last bit or two on [-0.5, 0.5]. */
export const POWER_SERIES = Float64Array.from({ length: 14 }, (_, n) => {
  let term = 1;
  for (let i = 1; i <= n; i++) term *= Math.LN2 / i;
  return term;
});
/** 2^-n, n from 0; no path is a thousand times longer than expected. */
const HALVES = Float64Array.from({ length: 1001 }, (_, n) => 2 ** -n);

/**
 * Turns a summed path length into a score in (0, 1], higher for shorter paths: `2 ** -(total / expectedTotal)`.
 *
 * It uses a series of our own and not Math.pow, so that every scorer, in JavaScript or WebAssembly, gives the same
 * bits. Where the expected total is 0 (one training row: no path has a length to compare) every score is 0.5.
 *
 * @see Liu, Ting & Zhou (2008), Isolation Forest, ICDM, equation 2.
 */
export function scoreOf(total: number, expectedTotal: number): number {
  const exponent = expectedTotal === 0 ? 1 : total / expectedTotal;
  // 2^-exponent = 2^-whole * 2^rest, with the rest in [-0.5, 0.5]
  const whole = Math.floor(exponent + 0.5);
  const rest = whole - exponent;
  let power = POWER_SERIES[13];
  for (let n = 12; n >= 0; n--) power = power * rest + POWER_SERIES[n];
  return power * HALVES[Math.min(whole, 1000)];
}
