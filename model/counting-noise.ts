/** A share of rows, 0 to 1, and what it may be beside chance: in 19 of 20 cases it lies between the two. */
export interface UncertainShare {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

const TAIL = 0.025;
/** Each halves what is unknown: to the last digit. */
const HALVINGS = 60;
const NEGLIGIBLE = 1e-18;

/**
 * Says how large the share of rows above a threshold may be on other rows of the same kind, when `above` of `rows` lay
 * above it where it was chosen.
 *
 * The threshold is then an order statistic, and the share above it Beta(above, rows + 1 - above) distributed, whatever
 * the scores are like (David & Nagaraja 2003, Order Statistics, section 2.3). With none above, at most the first.
 * Cost: O(above).
 * @param above whole, 0 to rows
 */
export function shareWithNoise(above: number, rows: number): UncertainShare {
  const k = Math.max(above, 1);
  return {
    share: above / rows,
    low: above === 0 ? 0 : quantile(k, rows, TAIL),
    high: quantile(k, rows, 1 - TAIL),
  };
}

/** The share p at which k or more of n rows, each with p, have the chance: the quantile of Beta(k, n + 1 - k). */
function quantile(k: number, n: number, chance: number): number {
  let logChoose = 0;
  for (let i = 1; i <= k; i++) logChoose += Math.log((n - i + 1) / i);
  let low = 0;
  let high = 1;
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (atLeast(k, n, middle, logChoose) < chance) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The chance of k or more of n rows, each with p, by the tail whose terms fall from the first on. */
function atLeast(k: number, n: number, p: number, logChoose: number): number {
  const odds = p / (1 - p);
  let term = Math.exp(logChoose + k * Math.log(p) + (n - k) * Math.log1p(-p));
  let sum = 0;
  if (p * n < k) {
    for (let i = k; i <= n && term > NEGLIGIBLE * sum; i++) {
      sum += term;
      term *= ((n - i) / (i + 1)) * odds;
    }
    return sum;
  }
  for (let i = k; i > 0 && term > NEGLIGIBLE * sum; i--) {
    term *= i / (n - i + 1) / odds;
    sum += term;
  }
  return 1 - sum;
}
