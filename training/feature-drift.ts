/** How far the values of a feature are from those that a model was trained on. */
export interface FeatureDrift {
  /** Population stability index: below 0.1 as in training, above 0.25 of another kind. */
  readonly psi: number;
  /** Kolmogorov-Smirnov: the largest difference of the two distribution functions, 0 to 1. */
  readonly ks: number;
  /** The chance of so large a difference where nothing has changed. */
  readonly p: number;
}

/** Bins of the population stability index: those between the deciles of training. */
const BINS = 10;
/** A share that nobody had stands for so many, as its logarithm has to be a number: the usual floor. */
const LEAST_SHARE = 1e-4;

/**
 * Measures drift of one feature against the quantiles of its training.
 *
 * PSI = sum over bins of (a - e) ln(a / e), with a and e the shares of the bin in the sample and in training. A value
 * that is many rows' (0, a setpoint) has a bin of its own. KS = sup |F - G|, F linear between the quantiles; its chance
 * by the asymptotic distribution with Stephens' correction.
 *
 * @see Siddiqi 2006, Credit Risk Scorecards (PSI and its bounds); Stephens 1970, Use of the Kolmogorov-Smirnov, Cramer-
 *   von Mises and related statistics without extensive tables
 * @param values n, nothing missing; at least 1
 * @param quantiles of training at equal steps from the lowest value to the highest, ascending, at least 2
 * @param trainedOn how many values these were made of
 */
export function featureDrift(values: Float64Array, quantiles: ArrayLike<number>, trainedOn: number): FeatureDrift {
  const sorted = values.slice().sort();
  const training = new QuantileFunction(quantiles);
  const ks = ksDistance(sorted, training, quantiles);
  return {
    psi: stabilityIndex(sorted, training),
    ks,
    p: ksChance(ks, (values.length * trainedOn) / (values.length + trainedOn)),
  };
}

/** The distribution function whose quantiles are known, with steps where several are the same value. */
class QuantileFunction {
  readonly #quantiles: ArrayLike<number>;

  constructor(quantiles: ArrayLike<number>) {
    this.#quantiles = quantiles;
  }

  /** The share of values below x. */
  below(x: number): number {
    const at = firstIndex(this.#quantiles, (quantile) => quantile >= x);
    return this.#quantiles[at] === x ? this.#shareAt(at) : this.#between(at, x);
  }

  /** The share of values not above x. */
  upTo(x: number): number {
    const at = firstIndex(this.#quantiles, (quantile) => quantile > x);
    return this.#quantiles[at - 1] === x ? this.#shareAt(at - 1) : this.#between(at, x);
  }

  /** The value below which a share lies. */
  at(share: number): number {
    const place = share * (this.#quantiles.length - 1);
    const [low, high] = [this.#quantiles[Math.floor(place)], this.#quantiles[Math.ceil(place)]];
    return low + (place - Math.floor(place)) * (high - low);
  }

  #between(at: number, x: number): number {
    if (at === 0 || at === this.#quantiles.length) return at === 0 ? 0 : 1;
    const [low, high] = [this.#quantiles[at - 1], this.#quantiles[at]];
    return this.#shareAt(at - 1) + (x - low) / (high - low) / (this.#quantiles.length - 1);
  }

  #shareAt(index: number): number {
    return index / (this.#quantiles.length - 1);
  }
}

function stabilityIndex(sorted: Float64Array, training: QuantileFunction): number {
  const shares: { readonly expected: number; readonly actual: number }[] = [{ expected: 0, actual: 0 }];
  for (const value of deciles(training)) {
    const isOften = training.upTo(value) - training.below(value) > 0;
    if (isOften) shares.push({ expected: training.below(value), actual: shareBelow(sorted, value) });
    shares.push({ expected: training.upTo(value), actual: shareUpTo(sorted, value) });
  }
  shares.push({ expected: 1, actual: 1 });
  let psi = 0;
  for (let i = 1; i < shares.length; i++) {
    const expected = Math.max(shares[i].expected - shares[i - 1].expected, LEAST_SHARE);
    const actual = Math.max(shares[i].actual - shares[i - 1].actual, LEAST_SHARE);
    psi += (actual - expected) * Math.log(actual / expected);
  }
  return psi;
}

function deciles(training: QuantileFunction): Set<number> {
  return new Set(Array.from({ length: BINS - 1 }, (_, i) => training.at((i + 1) / BINS)));
}

function ksDistance(sorted: Float64Array, training: QuantileFunction, quantiles: ArrayLike<number>): number {
  let distance = 0;
  for (const x of new Set([...sorted, ...Array.from(quantiles)])) {
    const before = Math.abs(training.below(x) - shareBelow(sorted, x));
    const after = Math.abs(training.upTo(x) - shareUpTo(sorted, x));
    distance = Math.max(distance, before, after);
  }
  return distance;
}

/** The series ends where its terms no longer count. */
const MOST_TERMS = 100;

/** The chance that the distance is larger, by n effective values. */
function ksChance(distance: number, n: number): number {
  const root = Math.sqrt(n);
  const lambda = (root + 0.12 + 0.11 / root) * distance;
  // below it the series is 1 to the last digit, and converges slowly
  if (lambda < 0.2) return 1;
  let chance = 0;
  for (let k = 1; k <= MOST_TERMS; k++) chance += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * lambda * lambda);
  return Math.min(1, Math.max(0, chance));
}

function shareBelow(sorted: Float64Array, x: number): number {
  return firstIndex(sorted, (value) => value >= x) / sorted.length;
}

function shareUpTo(sorted: Float64Array, x: number): number {
  return firstIndex(sorted, (value) => value > x) / sorted.length;
}

/** Of ascending values the first of which something holds, as of all after it; their number where it holds of none. */
function firstIndex(ascending: ArrayLike<number>, holds: (value: number) => boolean): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(ascending[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}
