import type { Model } from './model.ts';
import { scoreOfSurprise, thresholdSurprise } from './row-surprise.ts';

/** The sensitivity at which a model decides as it was trained to. */
const TRAINED = 0.5;
/** How many decades the threshold moves from there to either end. */
const DECADES = 1;
/** A threshold is never moved below every second row: log10(2). */
const LEAST_DECADES = 0.3010299956639812;

/**
 * Moves the threshold of a model for one request: by a decade, that is to ten times rarer, at a sensitivity of 0, and
 * to ten times more often at 1; 0.5 leaves it. In between a tenth is a fifth of a decade, 1.6 times as often. At most
 * every second row becomes strange.
 *
 * @param sensitivity 0 to 1
 * @returns undefined for a model that does not know how rare its scores are
 */
export function withSensitivity(model: Model, sensitivity: number): Model | undefined {
  const { calibration, threshold } = model;
  if (!calibration) return undefined;
  if (sensitivity === TRAINED) return model;
  const trained = thresholdSurprise(threshold, calibration.scale);
  const moved = trained - (DECADES * (sensitivity - TRAINED)) / (1 - TRAINED);
  const wanted = Math.max(moved, Math.min(trained, LEAST_DECADES));
  return { ...model, threshold: scoreOfSurprise(wanted / Math.LOG10E, calibration.scale) };
}
