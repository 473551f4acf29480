/**
 * Trees of an isolation forest, stored flat, each in preorder.
 *
 * Layout: tree `t` is the nodes `roots[t]` up to `roots[t + 1]`; a split's left child is the next node, its right child
 * is `right[node]`. A row goes left where `float32(row[feature]) <= threshold`.
 * Shapes: `feature`, `threshold`, `right` and `size` have one entry per node, `roots` has trees + 1.
 */
export interface Forest {
  readonly featureCount: number;
  /** Rows that each tree was grown on (psi of the paper): what path lengths are measured against. */
  readonly sampleCount: number;
  readonly roots: Int32Array;
  /** The feature a node splits on, or {@link LEAF}. */
  readonly feature: Int32Array;
  readonly threshold: Float32Array;
  readonly right: Int32Array;
  /** Training rows that came to the node. */
  readonly size: Int32Array;
}

export const LEAF = -1;

export function treeCountOf(forest: Forest): number {
  return forest.roots.length - 1;
}

/** Depth of every node, 0 at a root. */
export function nodeDepths(forest: Forest): Uint16Array {
  const { roots, feature, right } = forest;
  const depths = new Uint16Array(feature.length);
  for (let t = 0; t < roots.length - 1; t++) {
    // parents come before their children in preorder, so one pass in order settles all
    for (let node = roots[t]; node < roots[t + 1]; node++) {
      if (feature[node] === LEAF) continue;
      depths[node + 1] = depths[node] + 1;
      depths[right[node]] = depths[node] + 1;
    }
  }
  return depths;
}
