import type { DetectorKind } from '../detectors/detector-kind.ts';
import { DEFAULT_DETECTOR_KIND } from '../detectors/registry.ts';

/**
 * How strange is strange enough.
 *
 * `budget`: as many rows as people want to hear of, by day (needs timestamps) or as a share, by default that of the
 * detector's kind. `contamination`: the share of the training rows that is known to be anomalous. `auto`: where the
 * detector's own theory has it, 0.5 for an isolation forest.
 */
export type ThresholdRule =
  | { readonly kind: 'budget'; readonly perDay?: number; readonly share?: number }
  | { readonly kind: 'contamination'; readonly share: number }
  | { readonly kind: 'auto' };

/**
 * Finds the threshold by its rule, and says the rule in words.
 *
 * @param sortedScores of the training rows, ascending
 * @param rowsPerDay of the training rows, by their own clock; undefined where they have none
 * @param kind of the detector that gave the scores
 * @throws {Error} for a share or budget out of range, a daily one without timestamps, or a rule that the kind does not
 *   have
 */
export function chooseThreshold(
  sortedScores: Float64Array,
  rule: ThresholdRule,
  rowsPerDay: number | undefined,
  kind: Pick<DetectorKind, 'title' | 'autoThreshold' | 'defaultBudgetShare'> = DEFAULT_DETECTOR_KIND,
): { threshold: number; description: string } {
  if (rule.kind === 'auto') {
    if (kind.autoThreshold !== undefined) return { threshold: kind.autoThreshold, description: 'auto' };
    throw new Error(`${kind.title} has no threshold of its own, give an alert budget or a contamination`);
  }
  if (rule.kind === 'contamination') {
    if (!(rule.share > 0 && rule.share <= 0.5)) throw new Error(`contamination must be in (0, 0.5], got ${rule.share}`);
    return { threshold: thresholdAbove(sortedScores, rule.share), description: `contamination ${rule.share}` };
  }
  if (rule.perDay === undefined) {
    const share = rule.share ?? kind.defaultBudgetShare;
    if (!(share > 0 && share < 1))
      throw new Error(`the alert budget as a share of the rows must be in (0, 1), got ${share}`);
    // 7 %, not 7.000000000000001 %
    const percent = Number((share * 100).toPrecision(15));
    return { threshold: thresholdAbove(sortedScores, share), description: `alert budget ${percent} % of rows` };
  }
  if (!(rule.perDay > 0)) throw new Error(`the alert budget must be more than 0 a day, got ${rule.perDay}`);
  if (rowsPerDay === undefined) {
    throw new Error(
      'an alert budget per day needs timestamps in the training data; name their column, or give a contamination',
    );
  }
  if (rule.perDay >= rowsPerDay) {
    throw new Error(
      `the alert budget of ${rule.perDay} a day is not below the ${Math.round(rowsPerDay)} rows a day of the training data`,
    );
  }
  return {
    threshold: thresholdAbove(sortedScores, rule.perDay / rowsPerDay),
    description: `alert budget ${rule.perDay}/day`,
  };
}

/**
 * Finds a threshold that the given share of the scores lies above, to the nearest row.
 *
 * It lies half way between two scores, so that no rounding elsewhere moves a row across; equal scores stay on one side,
 * the lower.
 */
function thresholdAbove(sortedScores: Float64Array, share: number): number {
  const above = Math.round(share * sortedScores.length);
  const cut = sortedScores[Math.max(0, sortedScores.length - 1 - above)];
  const next = sortedScores.find((score) => score > cut) ?? cut;
  return (cut + next) / 2;
}
