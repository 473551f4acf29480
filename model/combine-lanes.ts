import type { LaneName, Lanes } from '../contracts/lanes.ts';
import { type SurpriseScale, surpriseOf } from '../detectors/surprise-scale.ts';
import { log10 } from '../kernels/log2.ts';
import { ALARM_SURPRISE, decadesOf } from '../streams/surprise.ts';
import type { Model } from './model.ts';
import { decades, type Strangeness, thresholdSurprise } from './row-surprise.ts';

/** How strange a row is, by all that is known of it. */
export interface CombinedStrangeness extends Strangeness {
  /** The lane with the largest tail, of a row that came with lanes. */
  readonly lane?: LaneName;
}

/**
 * Adds what the source's past says to what the model says of the row, and judges both together: anomalous is a combined
 * surprise above that of the threshold, so that the alert budget is one for all lanes. Either may lead, and either may
 * quieten the other.
 *
 * Of a model that knows nothing of its training rows the row has no surprise: then it is anomalous by its score, or
 * where the source's past alone is rarer than what a source alarms at.
 *
 * @param alone what the model says of the row
 * @param lanes absent where nothing is known of the source's past: then all stays as it is
 */
export function joinLanes(
  { threshold, calibration }: Pick<Model, 'threshold' | 'calibration'>,
  alone: Strangeness,
  lanes?: Lanes,
): CombinedStrangeness {
  if (!lanes) return alone;
  const surprise = combineLanes(alone.surprise, lanes, calibration?.sums);
  const lane = leadingLane(alone.surprise, lanes);
  if (calibration) return { anomalous: surprise > thresholdSurprise(threshold, calibration.scale), surprise, lane };
  if (alone.anomalous) return { anomalous: true, lane: 'row' };
  return { anomalous: surprise > ALARM_DECADES, surprise, lane };
}

/** What the lanes of a source alone must be above, in decades: one observation in 600. */
export const ALARM_DECADES = decadesOf(ALARM_SURPRISE);

/**
 * Makes one tail of those of the lanes, in decades: how rare their sum s is.
 *
 * By the scale of the sums that the training rows had, where the model has one. Else as if the k lanes were independent
 * (Fisher's method): s ln 10 has the tail of a Gamma distribution, so that the decades are s - log10(1 + x + x^2 / 2),
 * x = s ln 10, for k = 3, and s - log10(1 + x) for k = 2. On calm rows this says less than is true more often than
 * more, because lanes that have nothing to say are 0.
 *
 * @param row decades of the row by the model; absent of a model that knows none
 * @param sums how rare which sum was among the training rows
 */
export function combineLanes(row: number | undefined, lanes: Lanes, sums?: SurpriseScale): number {
  const sum = sumOfLanes(row, lanes);
  if (sums) return decades(surpriseOf(sum, sums));
  const x = sum * Math.LN10;
  const others = row === undefined ? 1 + x : 1 + x + (x * x) / 2;
  // of sums beyond all reason the square is no number
  return others === Number.POSITIVE_INFINITY ? sum : Math.max(0, sum - log10(others));
}

/** What {@link combineLanes} asks the rarity of. */
export function sumOfLanes(row: number | undefined, { stream, step }: Lanes): number {
  return (row ?? 0) + stream + step;
}

function leadingLane(row: number | undefined, { stream, step }: Lanes): LaneName {
  if (row !== undefined && row >= Math.max(stream, step)) return 'row';
  return stream >= step ? 'stream' : 'step';
}
