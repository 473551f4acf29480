import type { Detector } from '../detector.ts';
import { buildSurpriseScale, type SurpriseScale, surpriseOf } from '../surprise-scale.ts';

/** A detector that is asked together with others, and what its scores mean. */
export interface EnsembleMember {
  readonly detector: Detector;
  readonly scale: SurpriseScale;
}

/** Makes a fitted detector a member: how rare its scores are is taken from the rows that it was fitted on. */
export function memberOf(detector: Detector, trainingScores: Float64Array): EnsembleMember {
  return { detector, scale: buildSurpriseScale(trainingScores.slice().sort()) };
}

/** The surprise of the score where nothing is known of a row; undefined where the detector has none. */
export function expectedSurprise({ detector, scale }: EnsembleMember): number | undefined {
  return detector.expectedScore === undefined ? undefined : surpriseOf(detector.expectedScore, scale);
}

/**
 * Adds what each feature of a row added to the surprise of a member: its contributions to the score, scaled by one
 * factor to the surprise, so that they keep their proportions.
 *
 * @param part what the member counts in the sum
 */
export function addContributions(
  { detector, scale }: EnsembleMember,
  row: Float64Array,
  part: number,
  out: Float64Array,
): void {
  const { expectedScore = 0 } = detector;
  const contributions = detector.contributions?.(row) ?? new Float64Array(row.length);
  const [score] = detector.score(row, 1);
  const excess = score - expectedScore;
  const surprise = surpriseOf(score, scale) - surpriseOf(expectedScore, scale);
  // a row that scores as expected has no excess to share out
  const factor = excess === 0 ? 0 : (part * surprise) / excess;
  for (let f = 0; f < out.length; f++) out[f] += contributions[f] * factor;
}
