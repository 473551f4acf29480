import { log2, log10 } from '../kernels/log2.ts';

/** Which octaves a histogram counts. */
export interface Octaves {
  /** Its number of counts, one an octave. */
  readonly bins: number;
  /** The exponent of the lowest octave, which also counts everything below; the highest counts everything above. */
  readonly lowest: number;
}

/** No tail is smaller than 1e-6. */
const MOST = 6;
/** What each octave beyond all takes from log10 of the tail: a Pareto of exponent 2. */
const PER_OCTAVE = 2 * 0.3010299956639812;
/** Before as many values nothing is concluded from how far one is beyond all others. */
const YOUNG = 20;
const FULL = 65_535;

/**
 * Says how rare a statistic is among those counted so far, as L = -log10 of a tail probability.
 *
 * With n values, `up` of them in higher octaves, `same` in this one, and frac the place within the octave (0 to 1, in
 * log2): L = -log10((up + same (1 - frac) + 1) / (n + 2)). Where none was as large and n > 20, the tail goes on as a
 * Pareto of exponent 2: + 2 log10(2) for each octave above the upper end of the highest octave seen, or above 1 where
 * that is higher, so that the first deviation of a constant is nothing special.
 *
 * @param counts where the histogram begins at `at`: how many values were in each octave or in a higher one
 * @param statistic 0 or more
 * @returns 0 to 6; higher is rarer
 */
export function tailOf(counts: Uint16Array, at: number, octaves: Octaves, statistic: number): number {
  return tailAt(counts, at, octaves, placeOf(statistic, octaves));
}

/**
 * Says how rare a statistic is, and then counts it. When 65,535 are counted all counts are halved, rounded up: what was
 * seen once stays seen.
 *
 * Cost: two logarithms and as many increments as there are octaves up to this one, about 30 ns.
 */
export function tailThenCount(counts: Uint16Array, at: number, octaves: Octaves, statistic: number): number {
  const place = placeOf(statistic, octaves);
  const tail = tailAt(counts, at, octaves, place);
  if (counts[at] === FULL) for (let bin = at; bin < at + octaves.bins; bin++) counts[bin] = (counts[bin] + 1) >> 1;
  for (let bin = at + Math.floor(place); bin >= at; bin--) counts[bin]++;
  return tail;
}

/** Says how many values a histogram holds. */
export function totalOf(counts: Uint16Array, at: number): number {
  return counts[at];
}

function tailAt(counts: Uint16Array, at: number, { bins, lowest }: Octaves, place: number): number {
  const bin = Math.floor(place);
  const total = counts[at];
  const same = counts[at + bin];
  const up = bin + 1 < bins ? counts[at + bin + 1] : 0;
  const tail = log10((total + 2) / (up + (same - up) * (1 - (place - bin)) + 1));
  if (same > 0 || total <= YOUNG) return Math.min(tail, MOST);
  let end = bin;
  while (counts[at + end - 1] === 0) end--;
  return Math.min(tail + PER_OCTAVE * Math.max(0, place - Math.max(end, -lowest)), MOST);
}

/** Says where a statistic is, in octaves above the lowest: 0 to below `bins`. */
function placeOf(statistic: number, { bins, lowest }: Octaves): number {
  if (statistic < 1e-300) return 0;
  const octaves = log2(statistic) - lowest;
  return octaves <= 0 ? 0 : Math.min(octaves, bins - 1e-9);
}
