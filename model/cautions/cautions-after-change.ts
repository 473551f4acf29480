import type { ChosenThreshold } from '../choose-threshold.ts';
import type { Model } from '../model.ts';
import { bunchCaution } from './bunch.ts';
import { type Cautions, inPlainText } from './cautions.ts';
import { varies } from './feature-ranges.ts';
import { unnoticedBetween } from './unnoticed-between.ts';
import { cannotAlertCaution, tryBeyondEnds, unnoticedEnds } from './unnoticed-ends.ts';

/** How sentences begin that are about where the threshold is. */
const OF_THRESHOLD =
  /^(the threshold |no training row scores above |no row can score above |the [\d,]+ strangest rows? )/;

/**
 * What a card says to beware of once its threshold was moved: what was said of rows and features stays, what was said
 * of the threshold is found anew.
 *
 * @param model with the new threshold and its former card
 * @param sortedScores of the rows that the threshold was placed by, where there are some
 */
export function cautionsAfterChange(model: Model, placed: ChosenThreshold, sortedScores?: Float64Array): Cautions {
  const { cautions = [], unnoticed = [] } = model.training;
  const kept = cautions.filter((sentence) => !OF_THRESHOLD.test(sentence));
  const bunch = sortedScores && bunchCaution({ sortedScores }, placed, model.detector);
  // of a model without calibration the ends are not known any more
  if (!model.calibration) return inPlainText([...kept, bunch], unnoticed);
  const { low, high } = model.calibration.ranges;
  const ends = Array.from(low, (end, f) => ({ low: end, high: high[f] })).map((end) => (varies(end) ? end : undefined));
  const beyond = tryBeyondEnds(model, ends);
  const { scores } = model.calibration.scale;
  const highest = Math.max(scores[scores.length - 1], sortedScores?.at(-1) ?? Number.NEGATIVE_INFINITY);
  const cannotAlert = cannotAlertCaution(model, beyond, highest);
  const found = cannotAlert === undefined ? [...unnoticedEnds(model, ends, beyond), unnoticedBetween(model)] : [];
  return inPlainText([...kept, bunch, cannotAlert], found);
}
