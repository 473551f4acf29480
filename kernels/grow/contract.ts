import type { Trees } from '../trees.ts';

/** The shape of the trees to grow. */
export interface TreeShape {
  readonly featureCount: number;
  /** Rows to draw from, and how many to draw for each tree. */
  readonly rowCount: number;
  readonly sampleCount: number;
  /** Rows are drawn with replacement; a row drawn twice counts once. */
  readonly bootstrap: boolean;
}

/** The nodes of one tree, until the next one is grown: `size` is how many of the drawn rows came to the node. */
export type TreeNodes = Pick<Trees, 'feature' | 'threshold' | 'right'> & { readonly size: Int32Array };

/**
 * Grows one more tree on rows of its own draw.
 *
 * @param rows n * featureCount, row-major, finite; compared as float32
 * @param firstNode the number of the tree's root; the others follow it
 */
export type GrowTree = (rows: Float64Array, firstNode: number) => TreeNodes;

/** Says how many nodes a tree has that isolates every row of its sample. */
export function mostNodesOf(sampleCount: number): number {
  return 2 * sampleCount - 1;
}

/** Says how deep a tree grows at most: log2 of its sample, rounded up, and at least 1. */
export function depthLimitOf(sampleCount: number): number {
  return Math.ceil(Math.log2(Math.max(sampleCount, 2)));
}
