import type { SplitTable } from '../../../kernels/shapley/contract.ts';
import { LEAF } from '../forest.ts';
import type { ScoringForest } from '../scoring-forest.ts';

/** Tabulates the splits of a forest, and how training rows share out at them. */
export function splitTable(forest: ScoringForest): SplitTable {
  const { roots } = forest;
  const count = forest.feature.reduce((splits, feature) => splits + Number(feature !== LEAF), 0);
  const table = {
    starts: new Int32Array(roots.length),
    feature: new Int32Array(count),
    threshold: new Float32Array(count),
    node: new Int32Array(count),
    right: new Int32Array(count),
    share: new Float64Array(count),
    leftFraction: new Float64Array(count),
    previousSplitChild: new Int32Array(count),
    marginalEffect: new Float64Array(count),
  };
  const lengths = meanLengths(forest);
  let at = 0;
  for (let tree = 0; tree < roots.length - 1; tree++) {
    const byLevel = splitsOf(forest, roots[tree], lengths).sort((a, b) => a.depth - b.depth);
    for (const split of byLevel) {
      for (const column of COLUMNS) table[column][at] = split[column];
      at++;
    }
    table.starts[tree + 1] = at;
  }
  return table;
}

const COLUMNS = [
  'feature',
  'threshold',
  'node',
  'right',
  'share',
  'leftFraction',
  'previousSplitChild',
  'marginalEffect',
] as const;

interface Split {
  readonly depth: number;
  readonly feature: number;
  readonly threshold: number;
  readonly node: number;
  readonly right: number;
  readonly share: number;
  /** Of the training rows here, those that go left. */
  readonly leftFraction: number;
  readonly previousSplitChild: number;
  /**
   * How much longer paths are on the left, times how many of the tree's rows come here, were it not for splits on the
   * same feature.
   */
  readonly marginalEffect: number;
}

/** A tree's splits in preorder. */
function splitsOf(forest: ScoringForest, root: number, lengths: Float64Array): Split[] {
  const { feature, threshold, right, size } = forest;
  const splits: Split[] = [];
  // by feature, on the path to the node that is visited
  const shares = new Float64Array(forest.featureCount).fill(1);
  const previousSplitChild = new Int32Array(forest.featureCount);
  const visit = (at: number, depth: number) => {
    const f = feature[at];
    if (f === LEAF) return;
    const [share, previous] = [shares[f], previousSplitChild[f]];
    splits.push({
      depth,
      feature: f,
      threshold: threshold[at],
      node: at - root,
      right: right[at] - root,
      share,
      leftFraction: size[at + 1] / size[at],
      previousSplitChild: previous,
      marginalEffect: ((size[at] / size[root]) * (lengths[at + 1] - lengths[right[at]])) / share,
    });
    for (const child of [at + 1, right[at]]) {
      shares[f] = (share * size[child]) / size[at];
      previousSplitChild[f] = child - root;
      visit(child, depth + 1);
    }
    shares[f] = share;
    previousSplitChild[f] = previous;
  };
  visit(root, 0);
  return splits;
}

/** By node, the mean path length of the training rows that come to it. */
function meanLengths({ feature, right, size, pathLength }: ScoringForest): Float64Array {
  const lengths = pathLength.slice();
  for (let at = lengths.length - 1; at >= 0; at--) {
    if (feature[at] === LEAF) continue;
    lengths[at] = (size[at + 1] * lengths[at + 1] + size[right[at]] * lengths[right[at]]) / size[at];
  }
  return lengths;
}
