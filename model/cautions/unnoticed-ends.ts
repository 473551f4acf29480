import type { Model } from '../model.ts';
import type { FeatureRange } from './feature-ranges.ts';
import { listInWords, readableRange } from './list-in-words.ts';

/** What a model makes of values beyond all that it was trained on. */
export interface BeyondEnds {
  /** By feature that varies: in how many of the rows tried a value beyond that end is strange. */
  readonly ends: readonly { readonly f: number; readonly below: number; readonly above: number }[];
  /** Rows tried for each end: the medians first, then usual rows. */
  readonly tried: number;
  /** Whether any of it is strange: one value beyond, or all of them at once. */
  readonly anyStrange: boolean;
}

type Judged = Pick<Model, 'features' | 'medians' | 'threshold' | 'detector' | 'reference'>;
/** The outermost values of a feature in training; undefined where it has but one, which nothing is beyond. */
export type FeatureEnds = Pick<FeatureRange, 'low' | 'high'> | undefined;

/** Usual rows beside the medians. */
const USUAL_ROWS = 8;
/** So many ranges beyond an end nothing was ever measured. */
const RANGES_BEYOND = 100;

/**
 * Tries values far beyond each end of each feature, the others as they usually are: at their medians and as in a few
 * usual rows. It costs twice as many scores as there are rows tried for each feature that varies.
 *
 * @param trained by feature
 */
export function tryBeyondEnds(model: Judged, trained: readonly FeatureEnds[]): BeyondEnds {
  const { detector, threshold, features } = model;
  const width = features.length;
  const usual = usualRows(model);
  const tried = usual.length / width;
  const rows = new Float64Array(2 * usual.length);
  rows.set(usual);
  rows.set(usual, usual.length);
  const scores = new Float64Array(2 * tried);
  // every feature at the end that is the stranger one, to see them all at once
  const corner = model.medians.slice();

  const ends = features.flatMap((_, f) => {
    const range = trained[f];
    if (!range) return [];
    const [below, above] = beyond(range);
    for (let i = 0; i < 2 * tried; i++) rows[i * width + f] = i < tried ? below : above;
    detector.score(rows, 2 * tried, scores);
    corner[f] = scores[0] > scores[tried] ? below : above;
    for (let i = 0; i < 2 * tried; i++) rows[i * width + f] = usual[(i % tried) * width + f];
    return [{ f, below: strange(scores.subarray(0, tried)), above: strange(scores.subarray(tried)) }];
  });
  const anyStrange = ends.some(({ below, above }) => below + above > 0) || strange(detector.score(corner, 1)) > 0;
  return { ends, tried, anyStrange };

  function strange(some: Float64Array): number {
    return some.reduce((count, score) => count + (score > threshold ? 1 : 0), 0);
  }
}

/** The medians and the first usual rows, row-major: fewer than are kept, so that wide rows cost little. */
function usualRows({ medians, reference }: Judged): Float64Array {
  const kept = Math.min(USUAL_ROWS, reference.count) * medians.length;
  return Float64Array.from([...medians, ...reference.values.subarray(0, kept)]);
}

/** A value far below and one far above; the greatest number where there is nothing beyond that. */
function beyond({ low, high }: NonNullable<FeatureEnds>): [number, number] {
  const range = high - low || Math.max(Math.abs(high), 1);
  const far = Math.min(RANGES_BEYOND * range, Number.MAX_VALUE);
  return [Math.max(low - far, -Number.MAX_VALUE), Math.min(high + far, Number.MAX_VALUE)];
}

/**
 * Says that nothing is strange to a model, where nothing can be or nothing was found.
 *
 * @param highestScore of the training rows; undefined where they are not known
 */
export function cannotAlertCaution(
  { threshold, detector }: Judged,
  { anyStrange }: BeyondEnds,
  highestScore = Number.POSITIVE_INFINITY,
): string | undefined {
  if (threshold >= (detector.maxScore ?? Number.POSITIVE_INFINITY))
    return 'no row can score above the threshold: this model can never alert';
  return anyStrange || highestScore > threshold
    ? undefined
    : 'no training row scores above the threshold, nor anything that was tried beyond the values of training: this ' +
        'model may never alert';
}

/** Says beyond which ends nothing is noticed, however far, and beyond which only beside some values of the others. */
export function unnoticedEnds(
  features: readonly string[],
  trained: readonly FeatureEnds[],
  { ends, tried }: BeyondEnds,
): string[] {
  const never = ends.flatMap(({ f, below, above }) => sidesOf(f, below === 0, above === 0));
  const isSeldom = (noticed: number) => noticed > 0 && 2 * noticed < tried;
  const seldom = ends.flatMap(({ f, below, above }) => sidesOf(f, isSeldom(below), isSeldom(above)));
  const isAll = ends.length > 1 && ends.every(({ below, above }) => below + above === 0);
  return [
    ...(never.length === 0 ? [] : [`${isAll ? NO_ONE_FEATURE : `${NEVER}: ${listInWords(never)}`}; ${REMEDY}`]),
    ...(seldom.length === 0 ? [] : [`${SELDOM}: ${listInWords(seldom)}`]),
  ];

  function sidesOf(f: number, below: boolean, above: boolean): string[] {
    const [low, high] = readableRange(trained[f]!.low, trained[f]!.high);
    const sides = [...(below ? [`below ${low}`] : []), ...(above ? [`above ${high}`] : [])];
    return sides.length > 0 ? [`${features[f]} ${sides.join(' or ')}`] : [];
  }
}

const NEVER = 'however far, values beyond those of training are judged usual by themselves';
const SELDOM = 'values beyond those of training are strange only beside some values of the others';
const NO_ONE_FEATURE = 'no value of one feature alone is judged strange, however far it is beyond those of training';
const REMEDY = 'a larger alert budget notices more';
