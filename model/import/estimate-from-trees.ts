import type { Forest } from '../../detectors/forest/forest.ts';
import type { FeatureEnds } from '../cautions/unnoticed-ends.ts';

/**
 * Estimates the median of a feature from a forest: the threshold with the most rows on its smaller side: most often one
 * that halves a whole sample. 0 for a feature that no tree splits on.
 */
export function medianFromTrees({ feature, threshold, right, size }: Forest, wanted: number): number {
  let median = 0;
  let mostRows = 0;
  for (const [node, f] of feature.entries()) {
    if (f !== wanted) continue;
    const rows = Math.min(size[node + 1], size[right[node]]);
    if (rows <= mostRows) continue;
    mostRows = rows;
    median = threshold[node];
  }
  return median;
}

/** The outermost thresholds of a feature: no tree tells values beyond apart. Undefined where no tree splits on it. */
export function endsFromTrees({ feature, threshold }: Forest, wanted: number): FeatureEnds {
  const thresholds = threshold.filter((_, node) => feature[node] === wanted);
  if (thresholds.length === 0) return undefined;
  return { low: thresholds.reduce((a, b) => Math.min(a, b)), high: thresholds.reduce((a, b) => Math.max(a, b)) };
}
