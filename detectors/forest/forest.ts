import { LEAF, type Trees } from '../../kernels/trees.ts';

export { LEAF };

/**
 * The trees of a fitted isolation forest, in the layout that all kernels share.
 *
 * Shapes: `feature`, `threshold`, `right` and `size` have one entry per node, `roots` has trees + 1.
 */
export interface Forest extends Trees {
  /** Rows that each tree was grown on (psi of the paper): what path lengths are measured against. */
  readonly sampleCount: number;
  /** Training rows that came to the node. */
  readonly size: Int32Array;
}

/** Counts the trees of a forest. */
export function treeCountOf(forest: Trees): number {
  return forest.roots.length - 1;
}

/** Measures the depth of every node, 0 at a root. */
export function nodeDepths(forest: Trees): Uint16Array {
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
