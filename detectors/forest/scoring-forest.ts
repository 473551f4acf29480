import type { LeafValuedTrees } from '../../kernels/quickscorer/contract.ts';
import { type Forest, LEAF, nodeDepths, treeCountOf } from './forest.ts';

/**
 * A forest whose leaves carry their path lengths: their depth plus the average path length of the rows that were left
 * together there. Its expected total is trees times the average path length of a tree's sample.
 */
export interface ScoringForest extends Forest, LeafValuedTrees {}

const EULER_GAMMA = 0.5772156649015329;

/**
 * Says after how many splits, on average, a new row is isolated from `size` others: the mean depth of an unsuccessful
 * search in a binary search tree. It stands in for the subtree that was not grown below a leaf, and is the unit that
 * scores measure in.
 *
 * @see Liu, Ting & Zhou (2008), Isolation Forest, ICDM, equation 1. Like scikit-learn, and unlike the paper, it is
 *   exactly 1 for two rows.
 */
export function averagePathLength(size: number): number {
  if (size <= 1) return 0;
  if (size === 2) return 1;
  return 2 * (Math.log(size - 1) + EULER_GAMMA) - (2 * (size - 1)) / size;
}

/** Gives leaves their path lengths, and drops splits between two leaves of the same length: no row can tell. */
export function scoringForest(forest: Forest): ScoringForest {
  return mergeEqualLeaves(withPathLengths(forest));
}

/**
 * Gives leaves their path lengths.
 *
 * They are rounded to a multiple of a power of two so small that scores stay right to 1e-14, and so large that
 * a sum over all trees is exact.
 */
export function withPathLengths(forest: Forest): ScoringForest {
  const { feature, size } = forest;
  const depths = nodeDepths(forest);
  const expected = averagePathLength(forest.sampleCount);
  const pathLength = new Float64Array(feature.length);
  let longest = Math.max(1, expected);
  for (let node = 0; node < feature.length; node++) {
    if (feature[node] !== LEAF) continue;
    pathLength[node] = depths[node] + averagePathLength(size[node]);
    longest = Math.max(longest, pathLength[node]);
  }

  // 53 bits hold the greatest possible sum and the quantum, with one bit to spare
  const quantum = 2 ** (Math.ceil(Math.log2(longest * treeCountOf(forest))) - 52);
  const rounded = (length: number) => Math.round(length / quantum) * quantum;
  const expectedTotal = treeCountOf(forest) * rounded(expected);
  return { ...forest, pathLength: pathLength.map(rounded), expectedTotal };
}

function mergeEqualLeaves(forest: ScoringForest): ScoringForest {
  const { roots, right } = forest;
  const feature = forest.feature.slice();
  const pathLength = forest.pathLength.slice();
  const nodeCount = feature.length;

  // children come after their parents, so backwards a merged pair can merge again
  for (let node = nodeCount - 1; node >= 0; node--) {
    const f = feature[node];
    if (f === LEAF || feature[node + 1] !== LEAF || feature[right[node]] !== LEAF) continue;
    if (pathLength[node + 1] !== pathLength[right[node]]) continue;
    feature[node] = LEAF;
    pathLength[node] = pathLength[node + 1];
  }

  // nodes below a merged pair are met no more: close the gaps
  const place = new Int32Array(nodeCount + 1).fill(-1);
  for (const root of roots) place[root] = 0;
  for (let node = 0; node < nodeCount; node++) {
    if (place[node] !== 0 || feature[node] === LEAF) continue;
    place[node + 1] = 0;
    place[right[node]] = 0;
  }
  const kept = Int32Array.from(place.keys()).filter((node) => place[node] === 0);
  for (const [at, node] of kept.entries()) place[node] = at;
  const nodes = kept.subarray(0, -1);
  return {
    ...forest,
    roots: roots.map((root) => place[root]),
    feature: nodes.map((node) => feature[node]),
    threshold: Float32Array.from(nodes, (node) => forest.threshold[node]),
    right: nodes.map((node) => (feature[node] === LEAF ? 0 : place[right[node]])),
    size: nodes.map((node) => forest.size[node]),
    pathLength: Float64Array.from(nodes, (node) => pathLength[node]),
  };
}

/**
 * Sums path lengths when nothing is known of a row: by tree, the mean over its leaves weighted by their training rows.
 */
export function meanPathTotal({ roots, feature, size, pathLength }: ScoringForest): number {
  let total = 0;
  for (let t = 0; t < roots.length - 1; t++) {
    let weighted = 0;
    for (let node = roots[t]; node < roots[t + 1]; node++) {
      if (feature[node] === LEAF) weighted += size[node] * pathLength[node];
    }
    total += weighted / size[roots[t]];
  }
  return total;
}

/** Sums path lengths for a row that met the shortest path of every tree: a bound that few rows reach. */
export function shortestPathTotal({ roots, feature, pathLength }: ScoringForest): number {
  let total = 0;
  for (let t = 0; t < roots.length - 1; t++) {
    let shortest = Number.POSITIVE_INFINITY;
    for (let node = roots[t]; node < roots[t + 1]; node++) {
      if (feature[node] === LEAF) shortest = Math.min(shortest, pathLength[node]);
    }
    total += shortest;
  }
  return total;
}
