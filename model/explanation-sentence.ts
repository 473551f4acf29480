import { leadingDigit, roundedTo } from '../contracts/readable-number.ts';
import type { Contribution } from '../contracts/verdict.ts';

const NOTHING_STRANGE = 'no value is strange alone';

/** So many features are named at most: more is a list, not a reason. */
const MOST_NAMED = 3;

/**
 * Says the largest contributions in words: "feature_3 is 187.2, usually about 61 when the others are as they are; 84 %
 * of what is strange here". Up to three are named, those that matter at least half as much as the first: "feature_3 is
 * 187.2, usually about 61 when the others are as they are; feature_1 is 9, usually about 2; 45 % and 38 % of what is
 * strange here".
 *
 * @param contributions the largest first
 * @param imputed names of the values that were missing: "feature_3 is missing (187.2 assumed, usually about 61 ...); 84
 *   % ..."
 * @param error of contributions that are estimates: "84 % of what is strange here, estimated to within 3 %"
 */
export function explanationSentence(
  contributions: readonly Contribution[],
  imputed: readonly string[] = [],
  error?: number,
): string {
  const strangeness = contributions.reduce((sum, { contribution }) => sum + Math.max(contribution, 0), 0);
  if (strangeness === 0) return NOTHING_STRANGE;

  const most = contributions[0].contribution;
  const named = contributions.slice(0, MOST_NAMED).filter(({ contribution }) => contribution >= most / 2);
  const clauses = named.map((each, rank) => {
    const { value, usual } = comparisonWords(each, rank === 0 && contributions.length > 1);
    const what = imputed.includes(each.feature) ? `missing (${value} assumed${usual})` : `${value}${usual}`;
    return `${each.feature} is ${what}`;
  });
  const shares = named.map(({ contribution }) => `${Math.max(1, Math.round((100 * contribution) / strangeness))} %`);
  const estimated = error === undefined ? '' : `, estimated to within ${Math.ceil((100 * error) / strangeness)} %`;
  return `${clauses.join('; ')}; ${listed(shares)} of what is strange here${estimated}`;
}

/** `a`, `a and b`, `a, b and c`. */
function listed(words: readonly string[]): string {
  const [last] = words.slice(-1);
  return words.length === 1 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}

/** @param saysGiven whether to say that the estimate goes by the other values, which is said once in a sentence */
function comparisonWords({ observed, expected }: Contribution, saysGiven: boolean): { value: string; usual: string } {
  // four digits, and never less than whole numbers
  const readable = Math.min(1, leadingDigit(observed) / 1000);
  if (expected === undefined) return { value: roundedTo(observed, readable), usual: '' };
  // the two must be told apart, and an estimate must not look better than it is
  const telling = leadingDigit(observed - expected) / 100;
  const value = roundedTo(observed, Math.min(readable, telling) || readable);
  const usual = roundedTo(expected, telling || readable);
  const given = saysGiven ? ' when the others are as they are' : '';
  return { value, usual: `, ${value === usual ? 'which is usual' : `usually about ${usual}`}${given}` };
}
