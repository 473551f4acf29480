import type { LaneName } from '../contracts/lanes.ts';
import type { ExpertName, FeatureVerdict } from './judge-feature.ts';
import type { SourceVerdict } from './sources.ts';
import { decadesOf } from './surprise.ts';

/** Why one value is strange for its source, for people. */
export interface Reason {
  readonly feature: string;
  /** How strange the value is, in decades. */
  readonly decades: number;
  /** As it was judged: of a counter the rate per second. */
  readonly value: number;
  /** What was expected, and the ends of what is usual: {@link USUAL_SPREADS} usual distances on both sides. */
  readonly expected: number;
  readonly low: number;
  readonly high: number;
  /** Whether that is what is usual at this very hour. */
  readonly isOfHour: boolean;
  /** Who finds it strangest; `frozen` where it stands still as it never did. */
  readonly expert: ExpertName | 'frozen';
  /** Equal values in a row, this one included. */
  readonly run: number;
}

/**
 * The usual range is as many usual distances wide on each side of what is expected. The usual distance is a mean of
 * |error|: of a normal distribution 98 of 100 values lie within.
 */
export const USUAL_SPREADS = 3;

/** Others are told where they are at least half as strange as the strangest, and so many at most. */
const MOST_REASONS = 10;

/** Of experts that find a value equally strange, the first says why: what people see at once comes first. */
const BY_CLARITY: readonly ExpertName[] = ['oneStep', 'point', 'extreme', 'slow', 'shift', 'shape'];

/** Finds which features made a lane of the source lead, the strangest first. */
export function reasonsOf({ names, features }: SourceVerdict, lane: Exclude<LaneName, 'row'>): readonly Reason[] {
  const reasons = features.flatMap((verdict, i) => (verdict ? [reasonOf(names[i], verdict, lane)] : []));
  const weight = ({ expert, decades }: Reason) => (expert === 'frozen' ? Number.POSITIVE_INFINITY : decades);
  reasons.sort((a, b) => weight(b) - weight(a));
  return reasons.filter(({ decades }) => decades >= reasons[0].decades / 2).slice(0, MOST_REASONS);
}

function reasonOf(feature: string, verdict: FeatureVerdict, lane: Exclude<LaneName, 'row'>): Reason {
  const { value, run, surprise, tails, isFrozen } = verdict;
  const isStep = lane === 'step';
  const expert = isStep ? 'oneStep' : strangestOf(tails);
  return {
    feature,
    decades: isStep ? tails.oneStep : decadesOf(surprise),
    value,
    ...usualOf(verdict, expert),
    expert: isFrozen && !isStep ? 'frozen' : expert,
    run,
  };
}

function strangestOf(tails: FeatureVerdict['tails']): ExpertName {
  return BY_CLARITY.reduce((most, expert) => (tails[expert] > tails[most] ? expert : most));
}

/** By the last values or by the hour, as the expert goes; the other where the value is not outside of that. */
function usualOf(verdict: FeatureVerdict, expert: ExpertName) {
  const { value, expected, spread, isForecastOfHour, base, baseSpread, isHourKnown } = verdict;
  const byForecast = rangeOf(expected, spread, isForecastOfHour);
  const byHour = rangeOf(base, baseSpread, isHourKnown);
  const [first, second] = expert === 'oneStep' ? [byForecast, byHour] : [byHour, byForecast];
  const isWithin = ({ low, high }: typeof first) => value >= low && value <= high;
  return isWithin(first) && !isWithin(second) ? second : first;
}

function rangeOf(expected: number, spread: number, isOfHour: boolean) {
  return { expected, low: expected - USUAL_SPREADS * spread, high: expected + USUAL_SPREADS * spread, isOfHour };
}
