import type { Contribution } from '../contracts/verdict.ts';

const NOTHING_STRANGE = 'no value is strange alone';

/**
 * Says the first contribution in words: "feature_3 is 187.2, usually about 61 when the others are as they are; 84 % of
 * what is strange here".
 *
 * @param imputed names of the values that were missing: "feature_3 is missing (187.2 assumed, usually about 61 ...); 84
 *   % ..."
 */
export function explanationSentence(contributions: readonly Contribution[], imputed: readonly string[] = []): string {
  const [first] = contributions;
  if (first === undefined) return NOTHING_STRANGE;
  const strangeness = contributions.reduce((sum, { contribution }) => sum + Math.max(contribution, 0), 0);
  if (strangeness === 0) return NOTHING_STRANGE;

  const percent = Math.max(1, Math.round((100 * first.contribution) / strangeness));
  const { value, usual } = comparisonWords(first, contributions.length > 1);
  const what = imputed.includes(first.feature) ? `missing (${value} assumed${usual})` : `${value}${usual}`;
  return `${first.feature} is ${what}; ${percent} % of what is strange here`;
}

function comparisonWords({ observed, expected }: Contribution, hasOthers: boolean): { value: string; usual: string } {
  // four digits, and never less than whole numbers
  const readable = Math.min(1, leadingDigit(observed) / 1000);
  if (expected === undefined) return { value: rounded(observed, readable), usual: '' };
  // the two must be told apart, and an estimate must not look better than it is
  const telling = leadingDigit(observed - expected) / 100;
  const value = rounded(observed, Math.min(readable, telling) || readable);
  const usual = rounded(expected, telling || readable);
  const given = hasOthers ? ' when the others are as they are' : '';
  return { value, usual: `, ${value === usual ? 'which is usual' : `usually about ${usual}`}${given}` };
}

/** The power of ten of a number's first digit: 100 for 187.2; 0 for 0. */
function leadingDigit(value: number): number {
  return value === 0 ? 0 : 10 ** Math.floor(Math.log10(Math.abs(value)));
}

/** A number to a power of ten, without trailing zeros: 187.2346 to 0.1 is 187.2. */
function rounded(value: number, step: number): string {
  if (!(step > 1e-12 && step < 1e12)) return value === 0 ? '0' : value.toPrecision(4);
  const decimals = -Math.round(Math.log10(step));
  return String(decimals >= 0 ? Number(value.toFixed(decimals)) : Math.round(value / step) * step);
}
