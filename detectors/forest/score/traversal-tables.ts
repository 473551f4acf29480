import type { ThresholdRanks } from '../../../kernels/quickscorer/contract.ts';
import { LEAF, largestStep } from '../../../kernels/trees.ts';
import type { ScoringForest } from '../scoring-forest.ts';

/**
 * Where the upper parts of a node's 32 bits begin: its left child from `childShift`, its rank from `rankShift`, its
 * column from 0.
 */
export interface NodeBits {
  readonly childShift: number;
  readonly rankShift: number;
}

/**
 * A forest laid out for walking without branches.
 *
 * A column is one feature, or one stretch of the thresholds of a feature that has more than a node has ranks for. A
 * value's rank in a column is how many of its thresholds lie below it.
 *
 * Layout: tree t has the nodes from `roots[t]` up to `roots[t + 1]`, level by level, each right child just before its
 * left sibling; children are counted from the root. So a rank that is greater than a node's, taken from it in its place
 * among the bits, borrows one from the left child and leaves the right one. A leaf is its own left child, and no rank
 * is greater than its own: a walk of `depths[t]` steps ends in a leaf, and stays there.
 * Shapes: `nodes` and `pathLength` have one entry per node, `roots` one per tree and one more, `depths` one per tree.
 */
export interface TraversalTables {
  readonly ranks: ThresholdRanks;
  /**
   * Feature f has the columns from `firstColumn[f]` up to `firstColumn[f + 1]`, at least one, of `mostRank` thresholds
   * each.
   */
  readonly firstColumn: Int32Array;
  /** No threshold has it: it is greater than those of all, and as great as that of the greatest values. */
  readonly mostRank: number;
  readonly roots: Int32Array;
  readonly depths: Int32Array;
  readonly nodes: Int32Array;
  readonly pathLength: Float64Array;
}

/**
 * Makes the tables of a forest.
 *
 * @param ranks of its thresholds
 * @returns undefined for a forest with a tree of too many nodes, or with too many columns, for the bits of a node
 */
export function traversalTables(
  forest: ScoringForest,
  ranks: ThresholdRanks,
  bits: NodeBits,
): TraversalTables | undefined {
  const mostRank = 2 ** (bits.childShift - bits.rankShift) - 1;
  const firstColumn = new Int32Array(forest.featureCount + 1);
  for (let f = 0; f < forest.featureCount; f++) {
    const thresholdCount = ranks.starts[f + 1] - ranks.starts[f];
    firstColumn[f + 1] = firstColumn[f] + Math.max(1, Math.ceil(thresholdCount / mostRank));
  }
  const columnCount = firstColumn[forest.featureCount];
  if (columnCount > 2 ** bits.rankShift || largestStep(forest.roots) > 2 ** (32 - bits.childShift)) return undefined;

  const node = (child: number, rank: number, column: number) =>
    (child << bits.childShift) | (rank << bits.rankShift) | column;
  return {
    ranks,
    firstColumn,
    mostRank,
    ...linkTrees(forest, (at, child) => {
      const f = forest.feature[at];
      if (f === LEAF) return node(child, mostRank, 0);
      const rank = ranks.ofNode[at];
      return node(child, rank % mostRank, firstColumn[f] + Math.floor(rank / mostRank));
    }),
  };
}

/** @param bitsOf a node, with its left child */
function linkTrees(forest: ScoringForest, bitsOf: (node: number, leftChild: number) => number) {
  const { roots, feature, right } = forest;
  const nodeCount = feature.length;
  const nodes = new Int32Array(nodeCount);
  const pathLength = new Float64Array(nodeCount);
  const depths = new Int32Array(roots.length - 1);

  // `order[at]` is the node that goes to place `at`; a tree keeps the places of its nodes
  const order = new Int32Array(nodeCount);
  const depthAt = new Int32Array(nodeCount);
  for (let t = 0; t < depths.length; t++) {
    const root = roots[t];
    order[root] = root;
    for (let at = root, next = root + 1; at < next; at++) {
      const node = order[at];
      depths[t] = depthAt[at];
      if (feature[node] === LEAF) {
        nodes[at] = bitsOf(node, at - root);
        pathLength[at] = forest.pathLength[node];
        continue;
      }
      nodes[at] = bitsOf(node, next + 1 - root);
      order[next] = right[node];
      order[next + 1] = node + 1;
      depthAt[next] = depthAt[next + 1] = depthAt[at] + 1;
      next += 2;
    }
  }
  return { roots, depths, nodes, pathLength };
}
