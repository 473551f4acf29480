import { type Derivation, residualOf } from '../contracts/derive.ts';
import { leadingDigit, roundedTo } from '../contracts/readable-number.ts';
import type { Contribution } from '../contracts/verdict.ts';

const NOTHING_STRANGE = 'no value is strange alone';

/** So many features are told with their values: more is a list, not a reason. */
const MOST_TOLD = 3;
/** So many are named at the most, that a sentence stays one however wide the rows are. */
const MOST_NAMED = 100;

/**
 * Says the largest contributions in words: "feature_3 is 187.2, usually about 61 when the others are as they are; 84 %
 * of what is strange here". All that matter at least half as much as the first are named, three of them with their
 * values: "feature_3 is 187.2, usually about 61 when the others are as they are; feature_1 is 9, usually about 2;
 * feature_4 is 7, usually about 1; 25 %, 20 % and 20 % of what is strange here, and 35 % in feature_2 and feature_5".
 *
 * @param contributions the largest first
 * @param imputed names of the values that were missing: "feature_3 is missing (187.2 assumed, usually about 61 ...); 84
 *   % ..."
 * @param error of contributions that are estimates: "84 % of what is strange here, estimated to within 3 %"
 * @param derive what features are derived: a residual is told as what it is, "temperature is 4.2 usual distances above
 *   what was expected"
 */
export function explanationSentence(
  contributions: readonly Contribution[],
  imputed: readonly string[] = [],
  error?: number,
  derive?: readonly Derivation[],
): string {
  const strangeness = contributions.reduce((sum, { contribution }) => sum + Math.max(contribution, 0), 0);
  if (strangeness === 0) return NOTHING_STRANGE;

  const most = contributions[0].contribution;
  const named = contributions.filter(({ contribution }) => contribution >= most / 2);
  const told = named.slice(0, MOST_TOLD);
  const clauses = told.map((each, rank) => {
    const of = residualOf(each.feature, derive);
    if (of !== undefined && !imputed.includes(each.feature)) return residualClause(of, each.observed);
    const { value, usual } = comparisonWords(each, rank === 0 && contributions.length > 1);
    const what = imputed.includes(each.feature) ? `missing (${value} assumed${usual})` : `${value}${usual}`;
    return `${each.feature} is ${what}`;
  });
  const shareOf = (some: readonly Contribution[]) => {
    const sum = some.reduce((total, { contribution }) => total + contribution, 0);
    return `${Math.max(1, Math.round((100 * sum) / strangeness))} %`;
  };
  const others = named.slice(MOST_TOLD);
  const also = others.length === 0 ? '' : `, and ${shareOf(others)} in ${listed(firstNames(others))}`;
  const estimated = error === undefined ? '' : `, estimated to within ${Math.ceil((100 * error) / strangeness)} %`;
  const shares = listed(told.map((each) => shareOf([each])));
  return `${clauses.join('; ')}; ${shares} of what is strange here${also}${estimated}`;
}

/** @param residual of the feature, in usual distances of a forecast from the value */
function residualClause(feature: string, residual: number): string {
  const distance = Math.abs(residual);
  const digits = roundedTo(distance, Math.min(0.1, leadingDigit(distance) / 10) || 0.1);
  if (Number(digits) === 0) return `${feature} is as expected`;
  const unit = Number(digits) === 1 ? 'usual distance' : 'usual distances';
  return `${feature} is ${digits} ${unit} ${residual > 0 ? 'above' : 'below'} what was expected`;
}

/** The names of features, the last ones only counted where there are very many. */
function firstNames(some: readonly Contribution[]): string[] {
  const names = some.map(({ feature }) => feature);
  const most = MOST_NAMED - MOST_TOLD;
  return names.length <= most ? names : [...names.slice(0, most), `${names.length - most} more`];
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
