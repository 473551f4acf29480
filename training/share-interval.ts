/** A share that was counted, 0 to 1, and between which it may lie beside chance. */
export interface ShareInterval {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/** Two-sided quantiles of the normal distribution: 19 of 20, for people; 999 of 1,000, for what acts by itself. */
export const LIKELY = 1.96;
export const NEARLY_CERTAIN = 3.29;

/**
 * Counts `hits` of `rows` as a share with Wilson's interval, which holds also where few or none were hit.
 *
 * @see Wilson 1927, Probable inference, the law of succession, and statistical inference; Brown, Cai & DasGupta 2001,
 *   Interval estimation for a binomial proportion
 * @param rows at least 1
 * @param z how certain, in standard deviations of a normal distribution
 */
export function shareInterval(hits: number, rows: number, z = LIKELY): ShareInterval {
  const share = hits / rows;
  const weight = 1 + (z * z) / rows;
  const centre = (share + (z * z) / (2 * rows)) / weight;
  const reach = (z / weight) * Math.sqrt((share * (1 - share)) / rows + (z * z) / (4 * rows * rows));
  return { share, low: Math.max(0, centre - reach), high: Math.min(1, centre + reach) };
}

/** A budget was itself counted on rows: twice and half of it are still it. */
const SLACK = 2;

/**
 * Says on which side of its budget a share of flagged rows lies: `within` wherever the interval has anything of half of
 * the budget to twice the budget.
 */
export function besideBudget({ low, high }: ShareInterval, budget: number): 'below' | 'within' | 'above' {
  if (low > SLACK * budget) return 'above';
  return high < budget / SLACK ? 'below' : 'within';
}

/** Writes a share in words: `0.42 % (0.31 to 0.57)`. */
export function shareWords({ share, low, high }: ShareInterval): string {
  return `${percentWords(share)} (${digits(low)} to ${digits(high)})`;
}

/** Writes a share in percent, to two digits: `0.42 %`. */
export function percentWords(share: number): string {
  return `${digits(share)} %`;
}

function digits(share: number): string {
  return String(Number((100 * share).toPrecision(2)));
}
