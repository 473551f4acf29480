import { counted } from '../../contracts/counted.ts';
import type { ScoredRows } from '../calibrate.ts';
import type { ChosenThreshold } from '../choose-threshold.ts';

/** The upper quarter of the scores is looked at, in so many equal parts. */
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
 */
export function bunchCaution(
  { sortedScores }: Pick<ScoredRows, 'sortedScores'>,
  { askedAbove }: Pick<ChosenThreshold, 'askedAbove'>,
): string | undefined {
  const bunch = bunchOf(sortedScores);
  if (askedAbove === undefined || bunch <= askedAbove) return undefined;
  const share = bunch / sortedScores.length;
  const percent = (100 * share).toLocaleString('en', { maximumSignificantDigits: 2 });
  const trim = Math.ceil(share * 1000) / 1000;
  return (
    `the ${counted(bunch, 'strangest row')} (${percent} %) look like a bunch of their own, and use the budget of ` +
    `${askedAbove.toLocaleString('en')} up; if they are anomalies, --trim ${trim} leaves them out`
  );
}

/** How many rows stand beyond the deepest valley among the highest scores; 0 where there is none. */
function bunchOf(sortedScores: Float64Array): number {
  const low = sortedScores[Math.floor(LOOKED_AT * (sortedScores.length - 1))];
  const high = sortedScores[sortedScores.length - 1];
  if (!(high > low)) return 0;
  const partOf = (score: number) => Math.min(PARTS - 1, Math.floor((PARTS * (score - low)) / (high - low)));
  const counts = new Float64Array(PARTS);
  for (const score of sortedScores) if (score >= low) counts[partOf(score)]++;
  let [depth, bunch] = [CERTAIN, 0];
  for (let valley = 1; valley < PARTS - 1; valley++) {
    const beyond = counts.subarray(valley + 1);
    const hill = Math.max(...beyond);
    const deviations = (hill - counts[valley]) / Math.sqrt(hill + counts[valley] + 1);
    if (deviations > depth) [depth, bunch] = [deviations, beyond.reduce((sum, count) => sum + count, 0)];
  }
  return bunch;
}
