import { averagePathLength } from './average-path-length.ts';
import { type Forest, LEAF, nodeDepths, treeCountOf } from './forest.ts';

/** A forest whose leaves carry what a row that ends there is worth. */
export interface WeightedForest extends Forest {
  /**
   * By node: the path length of a leaf, its depth plus the average path length of the rows left together there; 0 for splits.
   *
   * Rounded to a multiple of a power of two so small that scores stay right to 1e-14, and so large that a sum over all
   * trees is exact: however a scorer orders its additions, it gets the same bits.
   */
  readonly pathLength: Float64Array;
  /** The sum over all trees at which the score is 0.5: trees times the average path length of a tree's sample. */
  readonly expectedTotal: number;
}

/** Gives leaves their path lengths, and drops splits between two leaves that are worth the same: no row can tell. */
export function weightedForest(forest: Forest): WeightedForest {
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
  return mergeEqualLeaves({ ...forest, pathLength: pathLength.map(rounded), expectedTotal });
}

function mergeEqualLeaves(forest: WeightedForest): WeightedForest {
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

/** The sum of path lengths when nothing is known of a row: by tree, the mean over its leaves weighted by their training rows. */
export function meanPathTotal({ roots, feature, size, pathLength }: WeightedForest): number {
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

/** The sum for a row that met the shortest path of every tree: a bound that few rows reach. */
export function shortestPathTotal({ roots, feature, pathLength }: WeightedForest): number {
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
