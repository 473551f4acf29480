import type { RowScorer } from '../../../kernels/quickscorer/contract.ts';
import { maskScorer } from '../../../kernels/quickscorer/kernel.ts';
import type { WeightedForest } from '../forest/scoring-forest.ts';
import { walkScorer } from './blocked-traversal.ts';

/**
 * Up to this product of features and bytes of tables the kernel is the faster one however many rows there are: its work grows with
 * the features, and its tables leave the near caches (measured, as what follows, by `bench/kernel-shapes.ts`).
 */
const FEATURE_BYTES = 60e6;
/** So few rows it scores faster in any case: the plain scorer waits for its loads. */
const FEW_ROWS = 16;

/** The scorer that is fastest for the shape of the forest, and of what it is asked; all give the same bits. */
export function fastestScorer(forest: WeightedForest): RowScorer {
  const mask = maskScorer(forest);
  if (!mask) return walkScorer(forest);
  if (forest.featureCount * mask.tableBytes <= FEATURE_BYTES) return mask.score;
  const walk = walkScorer(forest);
  return (rows, count, out) => (count < FEW_ROWS ? mask.score : walk)(rows, count, out);
}
