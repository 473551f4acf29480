import { LEAF } from './forest.ts';
import { largestStep } from './largest-step.ts';
import { type ThresholdRanks, thresholdRanks } from './threshold-ranks.ts';
import type { WeightedForest } from './weighted-forest.ts';

/** Where the upper parts of a node's 32 bits begin: its column from `columnShift`, its rank from `rankShift`, its left child from 0. */
export interface NodeBits {
  readonly columnShift: number;
  readonly rankShift: number;
}

/**
 * A forest laid out for walking without branches.
 *
 * A column is one feature, or one stretch of the thresholds of a feature that has more than a node has ranks for. A value's rank in
 * a column is how many of its thresholds lie below it.
 *
 * Layout: nodes of a tree in breadth-first order from `roots[t]`, so that two siblings lie side by side; the left child of a node is
 * counted from there. A leaf is its own child, and its split sends every row left: a walk of `depths[t]` steps ends in a leaf,
 * and stays there.
 * Shapes: `nodes` and `pathLength` have one entry per node, `roots` and `depths` one per tree.
 */
export interface WalkTables {
  readonly ranks: ThresholdRanks;
  /** Feature f has the columns from `firstColumn[f]` up to `firstColumn[f + 1]`, at least one, of `mostRank` thresholds each. */
  readonly firstColumn: Int32Array;
  /** No threshold has it: it is greater than those of all, and as great as that of the greatest values. */
  readonly mostRank: number;
  readonly roots: Int32Array;
  readonly depths: Int32Array;
  readonly nodes: Int32Array;
  readonly pathLength: Float64Array;
}

/** Undefined for a forest with a tree of too many nodes, or with too many columns, for the bits of a node. */
export function walkTables(forest: WeightedForest, bits: NodeBits): WalkTables | undefined {
  const ranks = thresholdRanks(forest);
  const mostRank = 2 ** (bits.columnShift - bits.rankShift) - 1;
  const firstColumn = new Int32Array(forest.featureCount + 1);
  for (let f = 0; f < forest.featureCount; f++) {
    const thresholdCount = ranks.starts[f + 1] - ranks.starts[f];
    firstColumn[f + 1] = firstColumn[f] + Math.max(1, Math.ceil(thresholdCount / mostRank));
  }
  const columnCount = firstColumn[forest.featureCount];
  if (columnCount > 2 ** (32 - bits.columnShift) || largestStep(forest.roots) > 2 ** bits.rankShift) return undefined;

  const splitNode = (f: number, rank: number) => {
    const column = firstColumn[f] + Math.floor(rank / mostRank);
    return (column << bits.columnShift) | ((rank % mostRank) << bits.rankShift);
  };
  const leaf = mostRank << bits.rankShift;
  return {
    ranks,
    firstColumn,
    mostRank,
    ...linkTrees(forest, leaf, (node) => splitNode(forest.feature[node], ranks.ofNode[node])),
  };
}

/** Nodes are what `leaf` and `splitOf` say of them, with the left child in the lowest bits. */
function linkTrees(forest: WeightedForest, leaf: number, splitOf: (node: number) => number) {
  const { feature, right } = forest;
  const nodeCount = feature.length;
  const nodes = new Int32Array(nodeCount);
  const pathLength = new Float64Array(nodeCount);
  const roots = forest.roots.slice(0, -1);
  const depths = new Int32Array(roots.length);

  // `order[at]` is the node that goes to place `at`; a tree keeps the places of its nodes
  const order = new Int32Array(nodeCount);
  const depthAt = new Int32Array(nodeCount);
  for (let t = 0; t < roots.length; t++) {
    let next = roots[t] + 1;
    order[roots[t]] = roots[t];
    for (let at = roots[t]; at < next; at++) {
      const node = order[at];
      depths[t] = depthAt[at];
      if (feature[node] === LEAF) {
        nodes[at] = leaf | (at - roots[t]);
        pathLength[at] = forest.pathLength[node];
        continue;
      }
      nodes[at] = splitOf(node) | (next - roots[t]);
      order[next] = node + 1;
      order[next + 1] = right[node];
      depthAt[next] = depthAt[next + 1] = depthAt[at] + 1;
      next += 2;
    }
  }
  return { roots, depths, nodes, pathLength };
}
