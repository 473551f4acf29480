import { counted } from '../../contracts/counted.ts';
import type { Detector } from '../../detectors/detector.ts';
import { type ScoredRows, scoredRows } from '../calibrate.ts';
import type { ChosenThreshold } from '../choose-threshold.ts';

/** The upper quarter of the scores is looked at, in so many parts. */
const LOOKED_AT = 0.75;
const PARTS = 16;
/** So many standard deviations above a part before it is a hill of its own and no chance. */
const CERTAIN = 4;

/**
 * Says when the strangest rows look like a bunch of their own and are more than the threshold's rule asks for: then
 * they, and not the rarest of the usual rows, decide where the threshold is.
 *
 * Towards the highest scores rows usually become ever fewer. Where they become more again, beyond a part with
 * significantly fewer, there is a second kind of rows.
 *
 * @param rows that were scored; of a detector that has members theirs are looked at, too: how rare each of them finds a
 *   row shows no bunch
 */
export function bunchCaution(
  { sortedScores, rows }: Pick<ScoredRows, 'sortedScores'> & Partial<Pick<ScoredRows, 'rows'>>,
  { askedAbove }: Pick<ChosenThreshold, 'askedAbove'>,
  detector: Pick<Detector, 'maxScore' | 'members'>,
): string | undefined {
  if (askedAbove === undefined) return undefined;
  const ofMembers = rows ? (detector.members ?? []) : [];
  const bunch = Math.max(
    bunchOf(sortedScores, detector),
    ...ofMembers.map((member) => bunchOf(scoredRows(rows!, member.detector).sortedScores, member.detector)),
  );
  if (bunch <= askedAbove) return undefined;
  const share = bunch / sortedScores.length;
  const percent = (100 * share).toLocaleString('en', { maximumSignificantDigits: 2 });
  const trim = Math.ceil(share * 1000) / 1000;
  return (
    `the ${counted(bunch, 'strangest row')} (${percent} %) look like a bunch of their own, and use the budget of ` +
    `${askedAbove.toLocaleString('en')} up; if they are anomalies, training with --trim ${trim} leaves them out`
  );
}

/**
 * How many rows stand beyond the deepest valley among the highest scores; 0 where there is none.
 *
 * Scores that have no end are looked at by their logarithms, too: a few very far ones would leave all others in one
 * part. Each counts once there, or the steps between few different scores would be valleys.
 */
function bunchOf(sortedScores: Float64Array, { maxScore }: Pick<Detector, 'maxScore'>): number {
  const { length } = sortedScores;
  const [middle, low, high] = [0.5, LOOKED_AT, 1].map((share) => sortedScores[Math.floor(share * (length - 1))]);
  if (!(high > low)) return 0;
  const upper = sortedScores.subarray(sortedScores.indexOf(low));
  let begins = beginningOfBunch(upper, (score) => score - low);
  if (maxScore === undefined && low > middle) {
    const distinct = upper.filter((score, i) => score !== upper[i - 1]);
    begins = Math.min(
      begins,
      beginningOfBunch(distinct, (score) => Math.log1p((score - low) / (low - middle))),
    );
  }
  return upper.filter((score) => score >= begins).length;
}

/**
 * The lowest score beyond the deepest valley, or infinity.
 *
 * @param scores ascending
 * @param placeOf a score, from 0 for the lowest
 */
function beginningOfBunch(scores: Float64Array, placeOf: (score: number) => number): number {
  const end = placeOf(scores[scores.length - 1]);
  const partOf = (score: number) => Math.min(PARTS - 1, Math.floor((PARTS * placeOf(score)) / end));
  const counts = new Float64Array(PARTS);
  for (const score of scores) counts[partOf(score)]++;
  let [depth, deepest] = [CERTAIN, PARTS];
  for (let valley = 1; valley < PARTS - 1; valley++) {
    const before = risesTo(counts.subarray(0, valley), counts[valley]);
    const deviations = Math.min(before, risesTo(counts.subarray(valley + 1), counts[valley]));
    if (deviations > depth) [depth, deepest] = [deviations, valley];
  }
  return scores.find((score) => partOf(score) > deepest) ?? Number.POSITIVE_INFINITY;
}

/** By how many standard deviations the highest of the counts is above that of the valley beside it. */
function risesTo(counts: Float64Array, valley: number): number {
  const hill = Math.max(...counts);
  return (hill - valley) / Math.sqrt(hill + valley + 1);
}
