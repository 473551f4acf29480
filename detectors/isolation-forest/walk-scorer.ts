import { LEAF } from './forest.ts';
import { scoreOf } from './score-of.ts';
import { countBelow, thresholdRanks } from './threshold-ranks.ts';
import type { WeightedForest } from './weighted-forest.ts';

/** Scores `count` rows (count * featureCount, row-major) into `out`. NaN goes right at every split. */
export type RowScorer = (rows: Float64Array, count: number, out: Float64Array) => void;

/** Rows worked on at a time, a multiple of five: their ranks and sums, and one tree, stay in the fastest cache. */
const BLOCK = 255;

/**
 * The scorer in plain TypeScript: always there, and what every faster one is held against.
 *
 * A block of rows walks one tree after the other, five rows abreast and without a branch that depends on data: values are first
 * replaced by their ranks among the thresholds, and where a row turns is then the sign bit of a subtraction.
 *
 * Cost: O(rows * trees * depth).
 */
export function walkScorer(forest: WeightedForest): RowScorer {
  const { featureCount, expectedTotal } = forest;
  const { starts, thresholds, ofNode } = thresholdRanks(forest);
  const rankBits = bitsFor(starts);
  const { roots, depths, splits, children, pathLength } = linkTrees(forest, ofNode, rankBits);

  const ranks = new Int32Array(BLOCK * featureCount);
  const totals = new Float64Array(BLOCK);

  const rankRows = (rows: Float64Array, from: number, count: number) => {
    for (let f = 0; f < featureCount; f++) {
      const start = starts[f];
      const end = starts[f + 1];
      for (let i = 0; i < count; i++) {
        const value = Math.fround(rows[(from + i) * featureCount + f]);
        ranks[i * featureCount + f] = (f << rankBits) | countBelow(thresholds, start, end, value);
      }
    }
  };

  const walkTrees = (count: number) => {
    for (let t = 0; t < roots.length; t++) {
      const root = roots[t];
      const depth = depths[t];
      const rootSplit = splits[root];
      const rootChild = children[root];
      const rootFeature = rootSplit >> rankBits;
      for (let i = 0; i < count; i += 5) {
        const rowA = i * featureCount;
        const rowB = rowA + featureCount;
        const rowC = rowB + featureCount;
        const rowD = rowC + featureCount;
        const rowE = rowD + featureCount;
        // split and rank name the same feature above their lower bits: the sign says whether the rank is greater. Then
        // the row goes right, to the sibling after the left child
        let a = rootChild + ((rootSplit - ranks[rowA + rootFeature]) >>> 31);
        let b = rootChild + ((rootSplit - ranks[rowB + rootFeature]) >>> 31);
        let c = rootChild + ((rootSplit - ranks[rowC + rootFeature]) >>> 31);
        let d = rootChild + ((rootSplit - ranks[rowD + rootFeature]) >>> 31);
        let e = rootChild + ((rootSplit - ranks[rowE + rootFeature]) >>> 31);
        for (let step = 1; step < depth; step++) {
          const splitA = splits[a];
          const splitB = splits[b];
          const splitC = splits[c];
          const splitD = splits[d];
          const splitE = splits[e];
          a = children[a] + ((splitA - ranks[rowA + (splitA >> rankBits)]) >>> 31);
          b = children[b] + ((splitB - ranks[rowB + (splitB >> rankBits)]) >>> 31);
          c = children[c] + ((splitC - ranks[rowC + (splitC >> rankBits)]) >>> 31);
          d = children[d] + ((splitD - ranks[rowD + (splitD >> rankBits)]) >>> 31);
          e = children[e] + ((splitE - ranks[rowE + (splitE >> rankBits)]) >>> 31);
        }
        totals[i] += pathLength[a];
        totals[i + 1] += pathLength[b];
        totals[i + 2] += pathLength[c];
        totals[i + 3] += pathLength[d];
        totals[i + 4] += pathLength[e];
      }
    }
  };

  return (rows, count, out) => {
    for (let from = 0; from < count; from += BLOCK) {
      const blockCount = Math.min(BLOCK, count - from);
      rankRows(rows, from, blockCount);
      totals.fill(0);
      // rows that fill up the last five walk on whatever ranks were left there, and are not looked at
      walkTrees(blockCount);
      for (let i = 0; i < blockCount; i++) out[from + i] = scoreOf(totals[i], expectedTotal);
    }
  };
}

/** Bits that hold every rank. The rest of a 31-bit word is for the feature. */
function bitsFor(starts: Int32Array): number {
  let most = 1;
  for (let f = 1; f < starts.length; f++) most = Math.max(most, starts[f] - starts[f - 1]);
  const rankBits = Math.ceil(Math.log2(most + 1));
  const featureBits = Math.ceil(Math.log2(starts.length));
  if (rankBits + featureBits > 31) {
    throw new RangeError(
      `the forest is too large: ${starts.length - 1} features, and ${most} thresholds on one of them; use fewer or smaller trees`,
    );
  }
  return rankBits;
}

/**
 * The trees laid out for walking without branches.
 *
 * Layout: nodes of a tree in breadth-first order from `roots[t]`, so that two siblings lie side by side: `children[node]` is the left one.
 * A leaf is its own child, and its split sends every row left: a walk of `depths[t]` steps ends in a leaf, and stays there.
 * Shapes: `splits` (feature << rankBits | rank), `children` and `pathLength` have one entry per node.
 */
function linkTrees(forest: WeightedForest, rankOf: Int32Array, rankBits: number) {
  const { feature, right } = forest;
  const nodeCount = feature.length;
  const splits = new Int32Array(nodeCount);
  const children = new Int32Array(nodeCount);
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
        splits[at] = 2 ** rankBits - 1;
        children[at] = at;
        pathLength[at] = forest.pathLength[node];
        continue;
      }
      splits[at] = (feature[node] << rankBits) | rankOf[node];
      children[at] = next;
      order[next] = node + 1;
      order[next + 1] = right[node];
      depthAt[next] = depthAt[next + 1] = depthAt[at] + 1;
      next += 2;
    }
  }
  return { roots, depths, splits, children, pathLength };
}
