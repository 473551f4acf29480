import { averagePathLength } from './average-path-length.ts';
import { type Forest, LEAF, nodeDepths, treeCountOf } from './forest.ts';

/** What a row that ends in a leaf is worth, and what the sum over all trees is measured against. */
export interface PathLengths {
  /**
   * By node: depth plus the average path length of the rows left together; 0 for splits.
   *
   * Rounded to a multiple of a power of two so small that scores stay right to 1e-15, and so large that a sum over all
   * trees is exact: however a scorer orders its additions, it gets the same bits.
   */
  readonly ofLeaf: Float64Array;
  /** The sum over all trees at which the score is 0.5: trees times the average path length of a tree's sample. */
  readonly expectedTotal: number;
}

export function pathLengthsOf(forest: Forest): PathLengths {
  const { feature, size } = forest;
  const depths = nodeDepths(forest);
  const expected = averagePathLength(forest.sampleCount);
  const ofLeaf = new Float64Array(feature.length);
  let longest = Math.max(1, expected);
  for (let node = 0; node < feature.length; node++) {
    if (feature[node] !== LEAF) continue;
    ofLeaf[node] = depths[node] + averagePathLength(size[node]);
    longest = Math.max(longest, ofLeaf[node]);
  }

  // 53 bits hold the greatest possible sum and the quantum, with one bit to spare
  const quantum = 2 ** (Math.ceil(Math.log2(longest * treeCountOf(forest))) - 52);
  const rounded = (length: number) => Math.round(length / quantum) * quantum;
  return { ofLeaf: ofLeaf.map(rounded), expectedTotal: treeCountOf(forest) * rounded(expected) };
}
