import type { RowScorer } from '../../../kernels/quickscorer/contract.ts';
import { quickScorer } from '../../../kernels/quickscorer/kernel.ts';
import type { ScoringForest } from '../scoring-forest.ts';
import { blockedTraversal } from './blocked-traversal.ts';
import { thresholdRanks } from './threshold-ranks.ts';

/**
 * Up to this product of features and bytes of tables QuickScorer is the faster one however many rows there are: its
 * work grows with the features, and its tables leave the near caches (measured, as what follows, by
 * `bench/kernel-shapes.ts`).
 */
const FEATURE_BYTES = 60e6;
/** So few rows QuickScorer scores faster in any case: blocked traversal waits for its loads. */
const FEW_ROWS = 16;

/** Makes the scorer that is fastest for the shape of the forest, and of what it is asked; all give the same bits. */
export function fastestScorer(forest: ScoringForest): RowScorer {
  const ranks = thresholdRanks(forest);
  const quick = quickScorer(forest, ranks);
  if (!quick) return blockedTraversal(forest, ranks);
  if (forest.featureCount * quick.tableBytes <= FEATURE_BYTES) return quick.score;
  const blocked = blockedTraversal(forest, ranks);
  return (rows, count, out) => (count < FEW_ROWS ? quick.score : blocked)(rows, count, out);
}
