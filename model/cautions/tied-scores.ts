import type { ScoredRows } from '../calibrate.ts';
import type { ChosenThreshold } from '../choose-threshold.ts';
import { type FeatureRange, varies } from './feature-ranges.ts';
import { listInWords } from './list-in-words.ts';

/**
 * Says where equal scores make the threshold another one than was asked for: it is their score and nothing lies above,
 * or much fewer or more rows lie above it than asked.
 *
 * @param ranges of the features, to name what the tied rows have in common and others do not
 */
export function tiedScoresCaution(
  { rows, scores, sortedScores }: ScoredRows,
  { threshold, description, askedAbove }: ChosenThreshold,
  features: readonly string[],
  ranges: readonly FeatureRange[],
): string | undefined {
  const above = sortedScores.reduce((count, score) => count + (score > threshold ? 1 : 0), 0);
  const isFarFrom = (asked: number) => 2 * above < asked || above > 2 * asked;
  const isOff = askedAbove !== undefined && isFarFrom(askedAbove);
  // of the two scores beside the threshold, the one that more rows have
  const lower = sortedScores.findLast((score) => score <= threshold);
  const higher = sortedScores.find((score) => score > threshold);
  const tied = [lower, higher].map((wanted) => Array.from(scores.keys()).filter((i) => scores[i] === wanted));
  const [ties] = tied.toSorted((a, b) => b.length - a.length);
  if (ties.length < 2 || !(isOff || scores[ties[0]] === threshold)) return undefined;

  const common = listInWords(inCommon(rows, ties, features, ranges));
  const which = `${ties.length.toLocaleString('en')} equal rows${common === '' ? '' : ` (${common})`}`;
  const lie = `${above.toLocaleString('en')} training rows lie above it`;
  const asked = isOff ? `, where the ${description} asks for ${askedAbove.toLocaleString('en')}` : '';
  return scores[ties[0]] === threshold
    ? `the threshold is the score of ${which}; ${lie}${asked}`
    : `the threshold cannot divide ${which}; ${lie}${asked}`;
}

/** `co -200`: the values that all of some rows have, of the features that vary. */
function inCommon(
  rows: Float64Array,
  some: readonly number[],
  features: readonly string[],
  ranges: readonly FeatureRange[],
): string[] {
  const width = features.length;
  return features.flatMap((name, f) => {
    const value = rows[some[0] * width + f];
    return varies(ranges[f]) && some.every((i) => rows[i * width + f] === value) ? [`${name} ${value}`] : [];
  });
}
