import { LEAF } from './forest.ts';
import type { WeightedForest } from './weighted-forest.ts';

/**
 * The splits of a forest, and how training rows share out at them feature by feature: all of an explanation that is known
 * before the row.
 *
 * A node's share for a feature is that of training rows which stay on the path to it, were it only for the splits on that
 * feature: the product of their proportions.
 *
 * Layout: every array has one entry per split, tree by tree in preorder, so that parents come before their children; nodes are
 * numbered as in the forest.
 */
export interface SplitShares {
  readonly feature: Int32Array;
  readonly threshold: Float32Array;
  readonly node: Int32Array;
  /** The right child; the left one is the node after the split's own. */
  readonly right: Int32Array;
  /** The split's share for its own feature. */
  readonly share: Float64Array;
  /** The left child's share for it. */
  readonly leftShare: Float64Array;
  /** Where the path last turned on this feature: the node that it turned to, or the number of nodes where it has not. */
  readonly turnedTo: Int32Array;
}

export function splitShares(forest: WeightedForest): SplitShares {
  const { featureCount, feature, threshold, right, size, roots } = forest;
  const nodeCount = feature.length;
  const node = Int32Array.from(feature.keys()).filter((at) => feature[at] !== LEAF);
  const share = new Float64Array(node.length);
  const leftShare = new Float64Array(node.length);
  const turnedTo = new Int32Array(node.length);

  // by feature, on the path to the node that is visited
  const shareNow = new Float64Array(featureCount).fill(1);
  const turnedToNow = new Int32Array(featureCount).fill(nodeCount);
  let split = 0;
  const visit = (at: number) => {
    const f = feature[at];
    if (f === LEAF) return;
    const shareHere = shareNow[f];
    const turnedToHere = turnedToNow[f];
    share[split] = shareHere;
    leftShare[split] = (shareHere * size[at + 1]) / size[at];
    turnedTo[split] = turnedToHere;
    split++;
    for (const child of [at + 1, right[at]]) {
      shareNow[f] = (shareHere * size[child]) / size[at];
      turnedToNow[f] = child;
      visit(child);
    }
    shareNow[f] = shareHere;
    turnedToNow[f] = turnedToHere;
  };
  for (const root of roots.subarray(0, -1)) visit(root);

  return {
    feature: node.map((at) => feature[at]),
    threshold: Float32Array.from(node, (at) => threshold[at]),
    node,
    right: node.map((at) => right[at]),
    share,
    leftShare,
    turnedTo,
  };
}
