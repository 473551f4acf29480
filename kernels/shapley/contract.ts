/** Nodes in [0, 1) and weights that sum to 1: `sum(weights[i] * p(nodes[i]))` is the integral of p over [0, 1]. */
export interface Quadrature {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/**
 * The splits of all trees, and how training rows share out at them feature by feature: all of an explanation that is
 * known before the row.
 *
 * A node's share for a feature is that of training rows which stay on the path to it, were it only for the splits on
 * that feature: the product of their fractions.
 *
 * Layout: tree t has the splits from `starts[t]` up to `starts[t + 1]`, level by level, so that parents come before
 * their children and no split waits for its neighbour; every other array has one entry per split. Nodes are numbered
 * from their tree's root.
 */
export interface SplitTable {
  readonly starts: Int32Array;
  readonly feature: Int32Array;
  readonly threshold: Float32Array;
  /** The split's own number; the left child is the next node. */
  readonly node: Int32Array;
  readonly right: Int32Array;
  /** The split's share for its own feature. */
  readonly share: Float64Array;
  /** Of the training rows here, the fraction that goes left: the left child's share is the product of the two. */
  readonly leftFraction: Float64Array;
  /** The child that the path took at the previous split on this feature; the root where there was none. */
  readonly previousSplitChild: Int32Array;
  /**
   * How fast the mean path length changes with the chance of the split's feature when nothing is known of the row: this
   * for one that goes left, less `leftFraction` of it for one that comes here at all.
   */
  readonly marginalEffect: Float64Array;
}

/** Trees whose path lengths are explained. */
export interface ExplainedTrees {
  readonly featureCount: number;
  /** Tree t has the nodes from `roots[t]` up to `roots[t + 1]`. */
  readonly roots: Int32Array;
  /** By node: the path length of a leaf; 0 for splits. */
  readonly pathLength: Float64Array;
  readonly splits: SplitTable;
  /** Enough points for the polynomial of these trees, the first of them 0, an odd number in all. */
  readonly points: Quadrature;
}

/**
 * Adds the Shapley values of one row's summed path length to `out`, by feature (featureCount each): how much longer or
 * shorter than expected the feature makes the row's paths.
 */
export type ShapleyExplainer = (row: Float64Array, out: Float64Array) => void;
