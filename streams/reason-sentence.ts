import { counted } from '../contracts/counted.ts';
import { rangeWords } from '../contracts/readable-number.ts';
import type { Reason } from './reasons.ts';

/** So many features are named at most: more is a list, not a reason. */
const MOST_NAMED = 3;

/**
 * Says in words why a source's past leads a verdict: "temperature is 71.2; at this hour it is usually 58 to 63". Up to
 * three features are named; the others are shorter: "; pressure is 3.1, usually 4.8 to 5.2".
 *
 * @param reasons the strangest first, at least one
 */
export function reasonSentence(reasons: readonly Reason[]): string {
  const [first, ...others] = reasons.slice(0, MOST_NAMED);
  return [clauseOf(first), ...others.map(shortClauseOf)].join('; ');
}

function clauseOf(reason: Reason): string {
  const { expert, feature } = reason;
  if (expert === 'frozen') return stillness(reason);
  const { value, low, high } = rangeWords(reason.value, reason);
  const usual = `${reason.isOfHour ? 'at this hour' : 'now'} it is usually ${low} to ${high}`;
  if (expert === 'extreme') return `${feature} is ${value}, ${sideOf(reason)} than ever; ${usual}`;
  if (!isUsual(reason)) return `${feature} is ${value}; ${usual}`;
  return `${feature} is ${value}; ${usual}, ${INSIDE[expert]}`;
}

/** What is strange of a value that is within its usual range. */
const INSIDE = {
  oneStep: 'but rarely takes such a step',
  point: 'but rarely so far from the middle',
  slow: 'but it has been on one side for long',
  shift: 'but its level has moved',
  shape: 'but it has not moved like this before',
} as const;

function shortClauseOf(reason: Reason): string {
  if (reason.expert === 'frozen') return stillness(reason);
  const { value, low, high } = rangeWords(reason.value, reason);
  return `${reason.feature} is ${value}, usually ${low} to ${high}`;
}

function stillness({ feature, run }: Reason): string {
  return `${feature} has stood still for ${counted(run, 'observation')}, longer than ever`;
}

function sideOf({ value, expected }: Reason): string {
  return value > expected ? 'higher' : 'lower';
}

function isUsual({ value, low, high }: Reason): boolean {
  return value >= low && value <= high;
}
