import { type FeatureRange, varies } from './feature-ranges.ts';
import { listInWords, readableRange } from './list-in-words.ts';

/** A value that people write for "no value", at an end of a feature, far from all others, in many rows. */
interface Placeholder {
  readonly f: number;
  readonly value: number;
  readonly rows: number;
  /** Where the other values lie. */
  readonly low: number;
  readonly high: number;
}

/** Fewer rows than this, and than this share of all, are no habit of whoever wrote them. */
const LEAST_ROWS = 3;
const LEAST_SHARE = 0.001;
/** How far a placeholder is from the others, in ranges of their middle nine tenths. */
const FAR = 0.1;
/** The same of 0 and -1, which are measured, too. */
const FAR_IF_MEASURED = 0.5;
/** The same of any other negative number beside none: -888, -127 of a sensor that is not there. */
const FAR_IF_NEGATIVE = 10;

/**
 * Says which values seem to stand for "no value": numbers that people write for it, tied in many rows, at an end of
 * their feature, far from the rest; or negative ones, very far from a rest that is not. Any other number that is so is
 * as likely what should be noticed.
 *
 * @param rows n * features, row-major, NaN = missing
 */
export function placeholderCautions(
  rows: Float64Array,
  features: readonly string[],
  ranges: readonly FeatureRange[],
): string[] {
  const found = ranges.flatMap((range, f) => placeholdersOf(rows, range, f, features.length));
  const values = [...new Set(found.map(({ value }) => value))];
  return values.map((value) => {
    const holders = found.filter((placeholder) => placeholder.value === value);
    const where = holders.map(
      ({ f, rows: count, low, high }) =>
        `${features[f]} (${count.toLocaleString('en')} rows, else ${readableRange(low, high).join(' to ')})`,
    );
    const measured = features.filter(
      (_, f) => !holders.some((holder) => holder.f === f) && holds(rows, f, features.length, value),
    );
    const remedy =
      measured.length === 0
        ? `--missing-value ${value}`
        : `leave its cells empty, as ${value} is measured in ${listInWords(measured)}`;
    return `${value} stands far from the rest in ${listInWords(where)}; if it means that there is no value: ${remedy}`;
  });
}

function placeholdersOf(rows: Float64Array, range: FeatureRange, f: number, width: number): Placeholder[] {
  const least = Math.max(LEAST_ROWS, LEAST_SHARE * range.present);
  // sorting takes far longer than all else, and most features have no tie at an end
  if (!varies(range) || Math.max(range.atLow, range.atHigh) < least) return [];
  let rest = columnOf(rows, f, width).sort();
  const found: FoundAtEnd[] = [];
  // one at an end may hide another, as -999 hides -200
  for (;;) {
    const placeholder = atEnd(rest, f, least, 'low') ?? atEnd(rest, f, least, 'high');
    if (!placeholder) return found.map((each) => ({ ...each, low: rest[0], high: rest.at(-1)! }));
    found.push(placeholder);
    rest = rest.filter((value) => value !== placeholder.value);
  }
}

/** Where the others lie is known when no further one is among them. */
type FoundAtEnd = Omit<Placeholder, 'low' | 'high'>;

/** @param sorted values of the feature, ascending */
function atEnd(sorted: Float64Array, f: number, least: number, end: 'low' | 'high'): FoundAtEnd | undefined {
  const value = end === 'low' ? sorted[0] : sorted.at(-1)!;
  const first = sorted.indexOf(value);
  const past = sorted.lastIndexOf(value) + 1;
  const rest = end === 'low' ? sorted.subarray(past) : sorted.subarray(0, first);
  const isMeasured = value === 0 || value === -1;
  if (past - first < least || rest.length === 0) return undefined;
  const gap = end === 'low' ? rest[0] - value : value - rest.at(-1)!;
  const spread = middle(rest) || rest.at(-1)! - rest[0];
  // 0 and another value are two states
  if (isMeasured && spread === 0) return undefined;
  const far = isMeasured ? FAR_IF_MEASURED : isNeverMeasured(value) ? FAR : FAR_IF_NEGATIVE;
  const isKnown = far !== FAR_IF_NEGATIVE || (value < 0 && rest[0] >= 0 && spread > 0);
  return isKnown && gap > far * spread ? { f, value, rows: past - first } : undefined;
}

/** The range of the middle nine tenths. */
function middle(sorted: Float64Array): number {
  const last = sorted.length - 1;
  return sorted[Math.round(0.95 * last)] - sorted[Math.round(0.05 * last)];
}

/**
 * All nines, also after one other digit (-999, 99.9, -6999); -200, of gas analysers; 999.25, of well logs (LAS); the
 * ends of 16 and 32 bits; and what is beyond all measure, as netCDF's 9.97e36.
 */
function isNeverMeasured(value: number): boolean {
  const known = [-200, -32_768, 32_767, 65_535, -2_147_483_648, 2_147_483_647, 4_294_967_295];
  const digits = String(Math.abs(value)).replace('.', '');
  return known.includes(value) || Math.abs(value) >= 1e20 || /^(99|\d?999+|99925)$/.test(digits);
}

function columnOf(rows: Float64Array, f: number, width: number): Float64Array {
  const column = Float64Array.from({ length: rows.length / width }, (_, i) => rows[i * width + f]);
  return column.filter((value) => !Number.isNaN(value));
}

function holds(rows: Float64Array, f: number, width: number, value: number): boolean {
  for (let at = f; at < rows.length; at += width) if (rows[at] === value) return true;
  return false;
}
