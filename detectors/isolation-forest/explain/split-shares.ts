import { LEAF } from '../forest/forest.ts';
import type { WeightedForest } from '../forest/scoring-forest.ts';

/**
 * The splits of a forest, and how training rows share out at them feature by feature: all of an explanation that is known
 * before the row.
 *
 * A node's share for a feature is that of training rows which stay on the path to it, were it only for the splits on that
 * feature: the product of their proportions.
 *
 * Layout: tree t has the splits from `starts[t]` up to `starts[t + 1]`, level by level, so that parents come before their children
 * and no split waits for its neighbour; every other array has one entry per split. Nodes are numbered as in the forest, but from
 * their tree's root.
 */
export interface SplitShares {
  readonly starts: Int32Array;
  readonly feature: Int32Array;
  readonly threshold: Float32Array;
  /** The left child is the next node. */
  readonly node: Int32Array;
  readonly right: Int32Array;
  /** The split's share for its own feature. */
  readonly share: Float64Array;
  /** Of the training rows here, those that go left: the left child's share is the product of the two. */
  readonly leftPart: Float64Array;
  /** Where the path last turned on this feature: the node that it turned to, or the root where it has not. */
  readonly turnedTo: Int32Array;
  /**
   * How fast the mean path length changes with the chance of the split's feature when nothing is known of the row: this for one that
   * goes left, less `leftPart` of it for one that comes here at all.
   */
  readonly ifLeft: Float64Array;
}

export function splitShares(forest: WeightedForest): SplitShares {
  const { roots } = forest;
  const count = forest.feature.reduce((splits, feature) => splits + Number(feature !== LEAF), 0);
  const shares = {
    starts: new Int32Array(roots.length),
    feature: new Int32Array(count),
    threshold: new Float32Array(count),
    node: new Int32Array(count),
    right: new Int32Array(count),
    share: new Float64Array(count),
    leftPart: new Float64Array(count),
    turnedTo: new Int32Array(count),
    ifLeft: new Float64Array(count),
  };
  const lengths = meanLengths(forest);
  let at = 0;
  for (let tree = 0; tree < roots.length - 1; tree++) {
    const byLevel = splitsOf(forest, roots[tree], lengths).sort((a, b) => a.depth - b.depth);
    for (const { feature, threshold, node, right, share, leftPart, turnedTo, worth } of byLevel) {
      shares.feature[at] = feature;
      shares.threshold[at] = threshold;
      shares.node[at] = node;
      shares.right[at] = right;
      shares.share[at] = share;
      shares.leftPart[at] = leftPart;
      shares.turnedTo[at] = turnedTo;
      shares.ifLeft[at] = worth;
      at++;
    }
    shares.starts[tree + 1] = at;
  }
  return shares;
}

interface Split {
  readonly depth: number;
  readonly feature: number;
  readonly threshold: number;
  readonly node: number;
  readonly right: number;
  readonly share: number;
  /** Of the training rows here, those that go left. */
  readonly leftPart: number;
  readonly turnedTo: number;
  /** How much longer paths are on the left, times how many of the tree's rows come here, were it not for splits on the same feature. */
  readonly worth: number;
}

/** A tree's splits in preorder. */
function splitsOf(forest: WeightedForest, root: number, lengths: Float64Array): Split[] {
  const { feature, threshold, right, size } = forest;
  const splits: Split[] = [];
  // by feature, on the path to the node that is visited
  const shares = new Float64Array(forest.featureCount).fill(1);
  const turnedTo = new Int32Array(forest.featureCount);
  const visit = (at: number, depth: number) => {
    const f = feature[at];
    if (f === LEAF) return;
    const [share, turned] = [shares[f], turnedTo[f]];
    splits.push({
      depth,
      feature: f,
      threshold: threshold[at],
      node: at - root,
      right: right[at] - root,
      share,
      leftPart: size[at + 1] / size[at],
      turnedTo: turned,
      worth: ((size[at] / size[root]) * (lengths[at + 1] - lengths[right[at]])) / share,
    });
    for (const child of [at + 1, right[at]]) {
      shares[f] = (share * size[child]) / size[at];
      turnedTo[f] = child - root;
      visit(child, depth + 1);
    }
    shares[f] = share;
    turnedTo[f] = turned;
  };
  visit(root, 0);
  return splits;
}

/** By node, the mean path length of the training rows that come to it. */
function meanLengths({ feature, right, size, pathLength }: WeightedForest): Float64Array {
  const lengths = pathLength.slice();
  for (let at = lengths.length - 1; at >= 0; at--) {
    if (feature[at] === LEAF) continue;
    lengths[at] = (size[at + 1] * lengths[at + 1] + size[right[at]] * lengths[right[at]]) / size[at];
  }
  return lengths;
}
