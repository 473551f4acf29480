import { LEAF } from '../../detectors/isolation-forest/forest/forest.ts';
import type { WeightedForest } from '../../detectors/isolation-forest/forest/scoring-forest.ts';
import type { RowScorer } from './contract.ts';
import { scoreOf } from './score-of.ts';

/** The scorer as the paper says it, row by row and split by split: for forests that nothing faster suits. */
export function stepScorer({
  featureCount,
  expectedTotal,
  roots,
  feature,
  threshold,
  right,
  pathLength,
}: WeightedForest): RowScorer {
  return (rows, count, out) => {
    for (let i = 0; i < count; i++) {
      let total = 0;
      for (let t = 0; t < roots.length - 1; t++) {
        let node = roots[t];
        // from the root along the splits to the leaf where the row ends: NaN is not at or below any threshold, and goes right
        while (feature[node] !== LEAF) {
          const goesLeft = Math.fround(rows[i * featureCount + feature[node]]) <= threshold[node];
          node = goesLeft ? node + 1 : right[node];
        }
        total += pathLength[node];
      }
      out[i] = scoreOf(total, expectedTotal);
    }
  };
}
