import { LEAF } from './forest.ts';
import { largestStep } from './largest-step.ts';
import { scoreOf } from './score-of.ts';
import { countBelow, thresholdRanks } from './threshold-ranks.ts';
import type { WeightedForest } from './weighted-forest.ts';

/** Scores `count` rows (count * featureCount, row-major) into `out`. NaN goes right at every split. */
export type RowScorer = (rows: Float64Array, count: number, out: Float64Array) => void;

/** Rows worked on at a time, a multiple of six: their ranks and sums, and one tree, stay in the fastest cache. */
const BLOCK = 252;

/**
 * The scorer in plain TypeScript: always there, and what every faster one is held against.
 *
 * A block of rows walks one tree after the other, six rows abreast and without a branch that depends on data: values are first
 * replaced by their ranks among the thresholds, and where a row turns is then the sign bit of a subtraction. A forest whose nodes
 * do not fit into 32 bits each is walked step by step instead.
 *
 * Cost: O(rows * trees * depth).
 */
export function walkScorer(forest: WeightedForest): RowScorer {
  const { featureCount, expectedTotal } = forest;
  const { starts, thresholds, ofNode } = thresholdRanks(forest);
  const bits = bitsFor(forest, starts);
  if (bits.feature + bits.rank + bits.child > 31) return stepScorer(forest);
  const { roots, depths, nodes, pathLength } = linkTrees(forest, ofNode, bits);
  const childMask = 2 ** bits.child - 1;
  const featureShift = bits.child + bits.rank;

  // each as a node that splits there, whose child is 0
  const ranks = new Int32Array(BLOCK * featureCount);
  const totals = new Float64Array(BLOCK);

  const rankRows = (rows: Float64Array, from: number, count: number) => {
    for (let f = 0; f < featureCount; f++) {
      const start = starts[f];
      const end = starts[f + 1];
      for (let i = 0; i < count; i++) {
        const value = Math.fround(rows[(from + i) * featureCount + f]);
        ranks[i * featureCount + f] = splitNode(f, countBelow(thresholds, start, end, value), bits);
      }
    }
  };

  const walkTrees = (count: number) => {
    for (let t = 0; t < roots.length; t++) {
      const root = roots[t];
      const depth = depths[t];
      const rootNode = nodes[root];
      const rootChild = root + (rootNode & childMask);
      const rootFeature = rootNode >> featureShift;
      for (let i = 0; i < count; i += 6) {
        const rowA = i * featureCount;
        const rowB = rowA + featureCount;
        const rowC = rowB + featureCount;
        const rowD = rowC + featureCount;
        const rowE = rowD + featureCount;
        const rowF = rowE + featureCount;
        // node and rank name the same feature in their highest bits: the sign says whether the rank is greater. Then the row goes
        // right, to the sibling after the left child
        let a = rootChild + ((rootNode - ranks[rowA + rootFeature]) >>> 31);
        let b = rootChild + ((rootNode - ranks[rowB + rootFeature]) >>> 31);
        let c = rootChild + ((rootNode - ranks[rowC + rootFeature]) >>> 31);
        let d = rootChild + ((rootNode - ranks[rowD + rootFeature]) >>> 31);
        let e = rootChild + ((rootNode - ranks[rowE + rootFeature]) >>> 31);
        let f = rootChild + ((rootNode - ranks[rowF + rootFeature]) >>> 31);
        for (let step = 1; step < depth; step++) {
          const nodeA = nodes[a];
          const nodeB = nodes[b];
          const nodeC = nodes[c];
          const nodeD = nodes[d];
          const nodeE = nodes[e];
          const nodeF = nodes[f];
          a = root + (nodeA & childMask) + ((nodeA - ranks[rowA + (nodeA >> featureShift)]) >>> 31);
          b = root + (nodeB & childMask) + ((nodeB - ranks[rowB + (nodeB >> featureShift)]) >>> 31);
          c = root + (nodeC & childMask) + ((nodeC - ranks[rowC + (nodeC >> featureShift)]) >>> 31);
          d = root + (nodeD & childMask) + ((nodeD - ranks[rowD + (nodeD >> featureShift)]) >>> 31);
          e = root + (nodeE & childMask) + ((nodeE - ranks[rowE + (nodeE >> featureShift)]) >>> 31);
          f = root + (nodeF & childMask) + ((nodeF - ranks[rowF + (nodeF >> featureShift)]) >>> 31);
        }
        totals[i] += pathLength[a];
        totals[i + 1] += pathLength[b];
        totals[i + 2] += pathLength[c];
        totals[i + 3] += pathLength[d];
        totals[i + 4] += pathLength[e];
        totals[i + 5] += pathLength[f];
      }
    }
  };

  return (rows, count, out) => {
    for (let from = 0; from < count; from += BLOCK) {
      const blockCount = Math.min(BLOCK, count - from);
      rankRows(rows, from, blockCount);
      totals.fill(0);
      // rows that fill up the last six walk on whatever ranks were left there, and are not looked at
      walkTrees(blockCount);
      for (let i = 0; i < blockCount; i++) out[from + i] = scoreOf(totals[i], expectedTotal);
    }
  };
}

/** The same row by row and split by split. */
function stepScorer({
  featureCount,
  expectedTotal,
  roots,
  feature,
  threshold,
  right,
  pathLength,
}: WeightedForest): RowScorer {
  return (rows, count, out) => {
    for (let i = 0; i < count; i++) {
      let total = 0;
      for (let t = 0; t < roots.length - 1; t++) {
        let node = roots[t];
        while (feature[node] !== LEAF) {
          const goesLeft = Math.fround(rows[i * featureCount + feature[node]]) <= threshold[node];
          node = goesLeft ? node + 1 : right[node];
        }
        total += pathLength[node];
      }
      out[i] = scoreOf(total, expectedTotal);
    }
  };
}

/** Bits that hold every feature, every rank, and every node of a tree. */
interface NodeBits {
  readonly feature: number;
  readonly rank: number;
  readonly child: number;
}

function bitsFor({ roots }: WeightedForest, starts: Int32Array): NodeBits {
  // from 0 to the number of thresholds
  const mostRanks = largestStep(starts) + 1;
  const mostNodes = largestStep(roots);
  const bitsOf = (count: number) => Math.ceil(Math.log2(count));
  return { feature: bitsOf(starts.length), rank: bitsOf(mostRanks), child: bitsOf(mostNodes) };
}

/** A node, from its highest bit on: its feature, the rank of its threshold, and how far from the root its left child lies, here 0. */
function splitNode(feature: number, rank: number, { rank: rankBits, child: childBits }: NodeBits): number {
  return ((feature << rankBits) | rank) << childBits;
}

/**
 * The trees laid out for walking without branches.
 *
 * Layout: nodes of a tree in breadth-first order from `roots[t]`, so that two siblings lie side by side. A leaf is its own child, and
 * its split sends every row left: a walk of `depths[t]` steps ends in a leaf, and stays there.
 * Shapes: `nodes` and `pathLength` have one entry per node.
 */
function linkTrees(forest: WeightedForest, rankOf: Int32Array, bits: NodeBits) {
  const { feature, right } = forest;
  const nodeCount = feature.length;
  const nodes = new Int32Array(nodeCount);
  const pathLength = new Float64Array(nodeCount);
  const roots = forest.roots.slice(0, -1);
  const depths = new Int32Array(roots.length);
  const leaf = splitNode(0, 2 ** bits.rank - 1, bits);

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
      nodes[at] = splitNode(feature[node], rankOf[node], bits) | (next - roots[t]);
      order[next] = node + 1;
      order[next + 1] = right[node];
      depthAt[next] = depthAt[next + 1] = depthAt[at] + 1;
      next += 2;
    }
  }
  return { roots, depths, nodes, pathLength };
}
