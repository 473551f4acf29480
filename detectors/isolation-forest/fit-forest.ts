import { depthLimitOf } from '../../kernels/grow/contract.ts';
import { treeGrower } from '../../kernels/grow/kernel.ts';
import type { Forest } from '../forest/forest.ts';
import { type ForestSize, growForest, sampleCounts } from '../forest/grow/grow-forest.ts';
import { uniformCut } from '../forest/grow/uniform-cut.ts';
import { weightedGrower } from '../forest/grow/weighted-trees.ts';

/** How a forest is grown. */
export interface FitOptions extends ForestSize {
  /** Draw rows with replacement; a row drawn twice counts once, as in scikit-learn. */
  readonly bootstrap: boolean;
  readonly seed: number;
  /**
   * Cells may be missing (NaN). The kernel takes none such, and does not look: that takes longer than to grow trees.
   */
  readonly missing: boolean;
}

const DEFAULT_FIT_OPTIONS: FitOptions = { trees: 100, samples: 256, bootstrap: false, seed: 0, missing: false };

/**
 * Grows isolation trees: each on its own random rows, each node split at a random place of a random feature that still
 * varies there, to a depth of log2 of the rows, rounded up.
 *
 * Values and thresholds are float32, as in scikit-learn. Where cells may be missing, trees are grown on those that are
 * there, by other draws than the kernel's.
 *
 * Shapes: rows: n * featureCount, row-major, finite; where they may be missing, also NaN.
 * Cost:   O(trees * samples * log samples), independent of n.
 * @throws {RangeError} when there is no row, an option is out of range, or a tree's sample takes more than 2 GiB
 * @see Liu, Ting & Zhou (2008), Isolation Forest, ICDM, algorithms 1 and 2.
 */
export function fitForest(rows: Float64Array, featureCount: number, options: Partial<FitOptions> = {}): Forest {
  const { trees, samples, bootstrap, seed, missing } = { ...DEFAULT_FIT_OPTIONS, ...options };
  const { rowCount, sampleCount } = sampleCounts(rows, featureCount, { trees, samples });
  const shape = { featureCount, rowCount, sampleCount, bootstrap };
  const growTree = missing
    ? weightedGrower(shape, { cut: uniformCut, depthLimit: depthLimitOf(sampleCount) }, seed)
    : treeGrower(shape, seed);
  return growForest(rows, { featureCount, sampleCount, trees }, growTree);
}
