import { leadingDigit, roundedTo } from '../contracts/readable-number.ts';
import type { AlertRule } from '../contracts/rules.ts';
import type { Contribution } from '../contracts/verdict.ts';

/** A smaller part of the spread of the training is a trifle. */
const TRIFLE = 0.01;

/** How far the values of a feature lie apart in the training; undefined where that is not known. */
export type SpreadOf = (modelVersion: string, feature: string) => number | undefined;

type MinimumDistance = NonNullable<AlertRule['minimumDistance']>;

/**
 * Says why a value is too near to what was expected; undefined where it is far enough, or nothing was expected.
 *
 * @param absolute in units of the feature. @param relative as a part of the expected value's size. Of two, both must
 *   be reached
 */
export function tooNear(value: Contribution, { absolute = 0, relative = 0 }: MinimumDistance): string | undefined {
  const distance = distanceOf(value);
  if (distance === undefined) return undefined;
  const wanted = Math.max(absolute, relative * Math.abs(value.expected!));
  if (distance >= wanted) return undefined;
  return `${distanceWords(value)}, less than the minimum distance ${readable(wanted)}`;
}

/**
 * Says why a difference is a trifle: less than a hundredth of the feature's spread in the training. Where the past of
 * the source leads, whose values may all lie at one end of that spread, also less than a hundredth of what was
 * expected.
 */
export function trifle(value: Contribution, spread: number | undefined, isOfPast: boolean): string | undefined {
  const distance = distanceOf(value);
  if (distance === undefined || spread === undefined || !(distance < TRIFLE * spread)) return undefined;
  if (isOfPast && !(distance < TRIFLE * Math.abs(value.expected!))) return undefined;
  return `${distanceWords(value)}, less than 1% of its spread of ${readable(spread)} in the training`;
}

function distanceOf({ observed, expected }: Contribution): number | undefined {
  if (expected === undefined || Number.isNaN(observed)) return undefined;
  return Math.abs(observed - expected);
}

function distanceWords({ feature, observed, expected = observed }: Contribution): string {
  if (observed === expected) return `${feature} is the expected ${readable(expected)}`;
  const side = observed > expected ? 'above' : 'below';
  return `${feature} is ${readable(Math.abs(observed - expected))} ${side} the expected ${readable(expected)}`;
}

/** To three digits. */
function readable(value: number): string {
  return roundedTo(value, leadingDigit(value) / 100);
}
