import { log10 } from '../kernels/log2.ts';

/** Where the values of each feature end in training, and how widely they are spread there; each of length features. */
export interface TrainingRanges {
  readonly low: Float64Array;
  readonly high: Float64Array;
  /**
   * The interquartile range over 1.349, which is the standard deviation of a normal distribution; where that is 0, the
   * standard deviation; of a feature that never varies a thousandth of its value, or 1 where that is 0.
   */
  readonly spreads: Float64Array;
}

const QUARTILES_OF_NORMAL = 1.349;
const SPREAD_OF_CONSTANT = 1e-3;
/** As far as the logarithm goes. */
const FARTHEST = 1e300;

/** Finds the ranges in O(features * n log n). @param rows n * featureCount, row-major, finite, n >= 1 */
export function trainingRanges(rows: Float64Array, featureCount: number): TrainingRanges {
  const rowCount = rows.length / featureCount;
  const ranges = {
    low: new Float64Array(featureCount),
    high: new Float64Array(featureCount),
    spreads: new Float64Array(featureCount),
  };
  const column = new Float64Array(rowCount);
  for (let f = 0; f < featureCount; f++) {
    for (let i = 0; i < rowCount; i++) column[i] = rows[i * featureCount + f];
    column.sort();
    ranges.low[f] = column[0];
    ranges.high[f] = column[rowCount - 1];
    ranges.spreads[f] = spreadOf(column);
  }
  return ranges;
}

/**
 * Says how far the values of a row lie beyond those of training, in decades: the sum over features of log10(1 +
 * distance / spread). 0 within all ranges; it rises with every value that moves further out, and never ends.
 *
 * @param parts by feature, where to write what each adds
 */
export function decadesBeyond(row: Float64Array, ranges: TrainingRanges, parts?: Float64Array): number {
  let sum = 0;
  for (let f = 0; f < row.length; f++) {
    const part = decadesBeyondOf(row[f], f, ranges);
    if (parts) parts[f] = part;
    sum += part;
  }
  return sum;
}

/** The same of one value. @param f its feature */
export function decadesBeyondOf(value: number, f: number, { low, high, spreads }: TrainingRanges): number {
  const distance = value > high[f] ? value - high[f] : value < low[f] ? low[f] - value : 0;
  return distance === 0 ? 0 : log10(1 + Math.min(distance / spreads[f], FARTHEST));
}

/** Whether no value of the row at `rows[at..]` lies beyond those of training. */
export function isWithinRanges(rows: Float64Array, at: number, { low, high }: TrainingRanges): boolean {
  for (let f = 0; f < low.length; f++) if (rows[at + f] > high[f] || rows[at + f] < low[f]) return false;
  return true;
}

/** The nearest row within the ranges of training. */
export function nearestWithin(row: Float64Array, { low, high }: TrainingRanges): Float64Array {
  return row.map((value, f) => Math.min(Math.max(value, low[f]), high[f]));
}

function spreadOf(sorted: Float64Array): number {
  const last = sorted.length - 1;
  const [low, high] = [sorted[0], sorted[last]];
  if (low === high) return Math.abs(SPREAD_OF_CONSTANT * low) || 1;
  const quartiles = sorted[Math.floor(0.75 * last)] - sorted[Math.floor(0.25 * last)];
  return finite(quartiles / QUARTILES_OF_NORMAL) || finite(deviationOf(sorted)) || high / 2 - low / 2;
}

/** Scaled by the largest, so that no square overflows or vanishes. */
function deviationOf(values: Float64Array): number {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const mean = values.reduce((sum, value) => sum + value / largest, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value / largest - mean) * (value / largest - mean), 0);
  return largest * Math.sqrt(squares / values.length);
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}
