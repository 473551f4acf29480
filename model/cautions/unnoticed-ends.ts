import type { Model } from '../model.ts';
import { strangenessBeyond, strangenessOf } from '../row-surprise.ts';
import { decadesBeyondOf } from '../training-ranges.ts';
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

type Judged = Pick<Model, 'features' | 'medians' | 'threshold' | 'detector' | 'reference' | 'calibration'>;
/** The outermost values of a feature in training; undefined where it has but one, which nothing is beyond. */
export type FeatureEnds = Pick<FeatureRange, 'low' | 'high'> | undefined;

/** Usual rows beside the medians. */
const USUAL_ROWS = 8;
/** So many ranges beyond an end something is broken. */
const RANGES_BEYOND = 10;
/** So many ranges beyond an end nothing was ever measured: what stays usual here stays so for ever. */
const FOR_EVER = 100;

/**
 * Tries values far beyond each end of each feature, the others as they usually are: at their medians and as in a few
 * usual rows. It costs four times as many scores as there are rows tried for each feature that varies.
 *
 * @param trained by feature
 */
export function tryBeyondEnds(model: Judged, trained: readonly FeatureEnds[]): BeyondEnds {
  const { detector, features, calibration } = model;
  const width = features.length;
  const usual = usualRows(model);
  const tried = usual.length / width;
  const rows = new Float64Array(2 * usual.length);
  rows.set(usual);
  rows.set(usual, usual.length);
  // every feature at the end that is the stranger one, to see them all at once
  const corner = model.medians.slice();

  const ends = features.flatMap((_, f) => {
    const range = trained[f];
    if (!range) return [];
    const [below, above] = beyond(range, calibration ? RANGES_BEYOND : FOR_EVER);
    const inner = scoresAt(f, range.low, range.high);
    const scores = scoresAt(f, below, above);
    corner[f] = scores[0] > scores[tried] ? below : above;
    for (let i = 0; i < 2 * tried; i++) rows[i * width + f] = usual[(i % tried) * width + f];
    const isStrange = Array.from(scores, (score, i) => {
      const decades = calibration ? decadesBeyondOf(i < tried ? below : above, f, calibration.ranges) : 0;
      return strangenessBeyond(model, score, inner[i], decades).anomalous;
    });
    return [{ f, below: countOf(isStrange.slice(0, tried)), above: countOf(isStrange.slice(tried)) }];
  });
  const anyStrange =
    ends.some(({ below, above }) => below + above > 0) ||
    strangenessOf(model, corner, detector.score(corner, 1)[0]).anomalous;
  return { ends, tried, anyStrange };

  function scoresAt(f: number, low: number, high: number): Float64Array {
    for (let i = 0; i < 2 * tried; i++) rows[i * width + f] = i < tried ? low : high;
    return detector.score(rows, 2 * tried);
  }
}

function countOf(flags: readonly boolean[]): number {
  return flags.filter(Boolean).length;
}

/** The medians and the first usual rows, row-major: fewer than are kept, so that wide rows cost little. */
function usualRows({ medians, reference }: Judged): Float64Array {
  const kept = Math.min(USUAL_ROWS, reference.count) * medians.length;
  return Float64Array.from([...medians, ...reference.values.subarray(0, kept)]);
}

/** A value far below and one far above; the greatest number where there is nothing beyond that. */
function beyond({ low, high }: NonNullable<FeatureEnds>, ranges: number): [number, number] {
  const range = high - low || Math.max(Math.abs(high), 1);
  const far = Math.min(ranges * range, Number.MAX_VALUE);
  return [Math.max(low - far, -Number.MAX_VALUE), Math.min(high + far, Number.MAX_VALUE)];
}

/**
 * Says that nothing is strange to a model, where nothing can be or nothing was found.
 *
 * @param highestScore of the training rows; undefined where they are not known
 */
export function cannotAlertCaution(
  { threshold, detector, calibration }: Judged,
  { anyStrange }: BeyondEnds,
  highestScore = Number.POSITIVE_INFINITY,
): string | undefined {
  if (!calibration && threshold >= (detector.maxScore ?? Number.POSITIVE_INFINITY))
    return 'no row can score above the threshold: this model can never alert';
  return anyStrange || highestScore > threshold
    ? undefined
    : 'no training row scores above the threshold, nor anything that was tried beyond the values of training: this ' +
        'model may never alert';
}

/** Says beyond which ends nothing is noticed, even far, and beyond which only beside some values of the others. */
export function unnoticedEnds(
  { features, calibration }: Judged,
  trained: readonly FeatureEnds[],
  { ends, tried }: BeyondEnds,
): string[] {
  // by its surprise any value is noticed at last
  const far = calibration ? `up to ${RANGES_BEYOND} ranges` : 'however far';
  const never = ends.flatMap(({ f, below, above }) => sidesOf(f, below === 0, above === 0));
  const isSeldom = (noticed: number) => noticed > 0 && 2 * noticed < tried;
  const seldom = ends.flatMap(({ f, below, above }) => sidesOf(f, isSeldom(below), isSeldom(above)));
  const isAll = ends.length > 1 && ends.every(({ below, above }) => below + above === 0);
  const usual = isAll
    ? `${far}, no value of one feature alone is judged strange beyond those of training`
    : `${far}, values beyond those of training are judged usual by themselves: ${listInWords(never)}`;
  return [
    ...(never.length === 0 ? [] : [`${usual}; a larger alert budget notices more`]),
    ...(seldom.length === 0
      ? []
      : [`${far}, values beyond those of training are strange only beside some of the others: ${listInWords(seldom)}`]),
  ];

  function sidesOf(f: number, below: boolean, above: boolean): string[] {
    const [low, high] = readableRange(trained[f]!.low, trained[f]!.high);
    const sides = [...(below ? [`below ${low}`] : []), ...(above ? [`above ${high}`] : [])];
    return sides.length > 0 ? [`${features[f]} ${sides.join(' or ')}`] : [];
  }
}
