import { counted } from '../../contracts/counted.ts';
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
  const firstAbove = sortedScores.findIndex((score) => score > threshold);
  const past = firstAbove === -1 ? sortedScores.length : firstAbove;
  const above = sortedScores.length - past;
  const isOff = askedAbove !== undefined && (2 * above < askedAbove || above > 2 * askedAbove);
  const tied = mostTied(sortedScores, [past - 1, past]);
  if (tied === undefined || !(isOff || tied === threshold)) return undefined;

  const ties = Array.from(scores.keys()).filter((i) => scores[i] === tied);
  const lie = `${counted(above, 'training row')} ${above === 1 ? 'lies' : 'lie'} above it`;
  const asked = isOff ? `, where the ${description} asks for ${askedAbove.toLocaleString('en')}` : '';
  const which = nameRows(rows, ties, features, ranges);
  if (tied !== threshold) return `the threshold cannot divide ${which}; ${lie}${asked}`;
  const share = ties.length / scores.length;
  const remedy = share < MOST_TO_TAKE_IN ? `; a budget of ${percent(share)} of the rows would take them in` : '';
  return `the threshold is the score of ${which}; ${lie}${asked}${remedy}`;
}

/** Finds which of the scores at some places most rows have; undefined where each is the score of one row alone. */
function mostTied(sortedScores: Float64Array, places: readonly number[]): number | undefined {
  let most = 1;
  let tied: number | undefined;
  for (const score of places.flatMap((at) => sortedScores[at] ?? [])) {
    const count = sortedScores.lastIndexOf(score) - sortedScores.indexOf(score) + 1;
    if (count <= most) continue;
    most = count;
    tied = score;
  }
  return tied;
}

/** A budget so large is no advice. */
const MOST_TO_TAKE_IN = 0.1;

function percent(share: number): string {
  return `${(100 * share).toLocaleString('en', { maximumSignificantDigits: 3, roundingMode: 'ceil' })} %`;
}

/** `113 equal rows (co -200 and nox -200)`; what rows have in common that score the same and are not equal. */
function nameRows(
  rows: Float64Array,
  some: readonly number[],
  features: readonly string[],
  ranges: readonly FeatureRange[],
): string {
  const common = inCommon(rows, some, features, ranges);
  const are = common.length === ranges.filter(varies).length ? 'equal rows' : 'rows that score the same';
  return `${some.length.toLocaleString('en')} ${are}${common.length === 0 ? '' : ` (${listInWords(common)})`}`;
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
