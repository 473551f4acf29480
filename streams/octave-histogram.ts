/** Which octaves a histogram counts. */
export interface Octaves {
  /** Its number of counts, one an octave. */
  readonly bins: number;
  /** The exponent of the lowest octave, which also counts everything below; the highest counts everything above. */
  readonly lowest: number;
}

/** No tail is smaller. */
const LEAST = 1e-6;
/** Before as many values nothing is concluded from how far one is beyond all others. */
const YOUNG = 20;
const FULL = 65_535;

const double = new Float64Array(1);
/** The two halves of {@link double}, low first: every machine that this runs on is little-endian. */
const halves = new Uint32Array(double.buffer);
/** The upper half of a double holds its exponent, 1023 more than it is, above twenty bits of its fraction. */
const FRACTION_BITS = 20;
const OCTAVE = 1 << FRACTION_BITS;
const BIAS = 1023;

/**
 * Says how rare a statistic is among those counted so far, as a tail probability.
 *
 * With n values, `up` of them in higher octaves, `same` in this one, and f the place within the octave (0 to 1, in
 * log2): p = (up + same (1 - f) + 1) / (n + 2). Where none was as large and n > 20, the tail
 * goes on as a Pareto of exponent 2: p (end / statistic)^2 beyond the upper end of the highest octave seen, or beyond 1
 * where that is higher, so that the first deviation of a constant is nothing special.
 *
 * @param counts where the histogram begins at `at`: how many values were in each octave or in a higher one
 * @param statistic 0 or more
 * @returns 1e-6 to 1; lower is rarer
 */
export function tailOf(counts: Uint16Array, at: number, octaves: Octaves, statistic: number): number {
  return tailAt(counts, at, octaves, statistic, placeOf(statistic, octaves));
}

/**
 * Says how rare a statistic is, and then counts it. When 65,535 are counted all counts are halved, rounded up: what was
 * seen once stays seen.
 *
 * Cost: as many increments as there are octaves up to this one, about 15 ns.
 */
export function tailThenCount(counts: Uint16Array, at: number, octaves: Octaves, statistic: number): number {
  const place = placeOf(statistic, octaves);
  const tail = tailAt(counts, at, octaves, statistic, place);
  if (counts[at] === FULL) for (let bin = at; bin < at + octaves.bins; bin++) counts[bin] = (counts[bin] + 1) >> 1;
  for (let bin = at + (place >> FRACTION_BITS); bin >= at; bin--) counts[bin]++;
  return tail;
}

/** Says how many values a histogram holds. */
export function totalOf(counts: Uint16Array, at: number): number {
  return counts[at];
}

function tailAt(counts: Uint16Array, at: number, octaves: Octaves, statistic: number, place: number): number {
  const bin = at + (place >> FRACTION_BITS);
  const total = counts[at];
  const same = counts[bin];
  const up = bin + 1 < at + octaves.bins ? counts[bin + 1] : 0;
  const fraction = log2OnePlus((place & (OCTAVE - 1)) / OCTAVE);
  const tail = (up + (same - up) * (1 - fraction) + 1) / (total + 2);
  if (same > 0 || total <= YOUNG) return tail;
  let end = bin;
  while (counts[end - 1] === 0) end--;
  const beyond = statistic / (1 << Math.max(0, end - at + octaves.lowest));
  return beyond > 1 ? Math.max(LEAST, tail / (beyond * beyond)) : tail;
}

/** log2(1 + x) of 0 to 1, to within .00002, 0 and 1 exact: a place between two counts needs no more. */
function log2OnePlus(x: number): number {
  return x + x * (1 - x) * (0.44191704 - x * (0.26717939 - x * (0.14842661 - 0.04514903 * x)));
}

/** Says where a statistic is: octaves above the lowest, times 2^20, in between by 1/2^20 of the octave's width. */
function placeOf(statistic: number, { bins, lowest }: Octaves): number {
  double[0] = statistic;
  const place = halves[1] - (BIAS + lowest) * OCTAVE;
  return Math.max(0, Math.min(bins * OCTAVE - 1, place));
}
