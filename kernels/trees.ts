/**
 * Decision trees, stored flat, each in preorder: the layout that all kernels share.
 *
 * Layout: tree `t` is the nodes `roots[t]` up to `roots[t + 1]`; a split's left child is the next node, its right child
 * is `right[node]`. A row goes left where `float32(row[feature]) <= threshold`; NaN goes right.
 * Shapes: `feature`, `threshold` and `right` have one entry per node, `roots` has trees + 1.
 */
export interface Trees {
  readonly featureCount: number;
  readonly roots: Int32Array;
  /** The feature that a node splits on, or {@link LEAF}. */
  readonly feature: Int32Array;
  readonly threshold: Float32Array;
  readonly right: Int32Array;
}

/** What stands in place of a feature where a node is a leaf. */
export const LEAF = -1;

/**
 * Says how many entries lie between two neighbours of an array of starts (of trees, of features) at most; at least 1.
 */
export function largestStep(starts: Int32Array): number {
  return starts.reduce((largest, start, i) => Math.max(largest, start - (starts[i - 1] ?? 0)), 1);
}
