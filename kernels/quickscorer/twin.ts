import { LEAF } from '../trees.ts';
import { type LeafValuedTrees, type RowScorer, scoreOf, type TableScorer, type ThresholdRanks } from './contract.ts';

/**
 * Makes the scorer as the paper says it, row by row and split by split. Every faster one is held against it, bit for
 * bit, and it takes the trees that nothing faster suits.
 *
 * Cost: O(rows * trees * depth), each step waiting for the one before.
 */
export function referenceScorer(trees: LeafValuedTrees): RowScorer {
  const { featureCount, expectedTotal, roots, feature, threshold, right, pathLength } = trees;
  return (rows, count, out) => {
    for (let i = 0; i < count; i++) {
      let total = 0;
      for (let t = 0; t < roots.length - 1; t++) {
        let node = roots[t];
        // from the root along the splits to the leaf where the row ends: NaN is not at or below any threshold, and goes
        // right
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

/** Makes what stands in for the kernel's scorer: the same bits for all trees, without tables. */
export function quickScorer(trees: LeafValuedTrees, _ranks?: ThresholdRanks): TableScorer {
  return { score: referenceScorer(trees), tableBytes: 0 };
}
