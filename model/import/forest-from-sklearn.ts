import { type Forest, LEAF } from '../../detectors/forest/forest.ts';
import { floorToFloat32 } from '../../kernels/float32.ts';
import type { SklearnForest, SklearnTree } from './sklearn-forest.ts';

/** scikit-learn lets a tree grow to log2(maxSamples) and no deeper, and counts rows in 32 bits. */
const DEEPEST = 31;

/**
 * The same trees in our layout. Scores come out equal: scikit-learn compares the float32 of a value with a float64
 * threshold, which is the same as comparing with that threshold floored to float32.
 *
 * @throws {Error} naming a tree whose nodes do not form one
 */
export function forestFromSklearn({ features, maxSamples, trees }: SklearnForest): Forest {
  const nodeCount = trees.reduce((sum, tree) => sum + tree.feature.length, 0);
  const forest: Forest = {
    featureCount: features.length,
    sampleCount: maxSamples,
    roots: new Int32Array(trees.length + 1),
    feature: new Int32Array(nodeCount),
    threshold: new Float32Array(nodeCount),
    right: new Int32Array(nodeCount),
    size: new Int32Array(nodeCount),
  };
  for (const [t, tree] of trees.entries()) {
    try {
      checkLists(tree, maxSamples);
      forest.roots[t + 1] = placeTree(forest, tree, forest.roots[t]);
    } catch (error) {
      throw new Error(`tree ${t}: ${(error as Error).message}`, { cause: error });
    }
  }
  return forest;
}

function checkLists(tree: SklearnTree, maxSamples: number): void {
  const { length } = tree.feature;
  if (length === 0) throw new Error('it has no nodes, wanted a root at least');
  for (const [name, list] of Object.entries(tree)) {
    if (list.length !== length)
      throw new Error(`got ${list.length} of ${name} for its ${length} nodes, wanted as many`);
  }
  // fewer where rows were drawn twice
  if (tree.size[0] > maxSamples) {
    throw new Error(`it was grown on ${tree.size[0]} rows, wanted at most the ${maxSamples} of maxSamples`);
  }
}

/** Copies a tree in preorder to `root`; returns the place after it. */
function placeTree(forest: Forest, tree: SklearnTree, root: number): number {
  const end = root + tree.feature.length;
  let at = root;
  const waiting = [{ node: 0, depth: 0, rightOf: -1 }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { node, depth, rightOf } = next;
    const f = tree.feature[node];
    if (f === undefined || at === end) throw new Error(`node ${node} is no node of the tree, or one that is met twice`);
    if (f >= forest.featureCount)
      throw new Error(`node ${node} splits on feature ${f}, wanted one below ${forest.featureCount}`);
    if (rightOf !== -1) forest.right[rightOf] = at;
    forest.size[at] = tree.size[node];
    forest.feature[at] = f < 0 ? LEAF : f;
    if (f >= 0) {
      if (depth === DEEPEST)
        throw new Error(`node ${node} is a split ${depth} deep: the tree has a loop, or is no isolation tree`);
      forest.threshold[at] = floorToFloat32(tree.threshold[node]);
      waiting.push({ node: tree.right[node], depth: depth + 1, rightOf: at });
      waiting.push({ node: tree.left[node], depth: depth + 1, rightOf: -1 });
    }
    at++;
  }
  if (at !== end) throw new Error(`its root reaches ${at - root} of its ${end - root} nodes`);
  checkSizes(forest, root, end);
  return end;
}

/** Scores follow from the sizes of leaves: a wrong one would go unnoticed. */
function checkSizes({ feature, size, right }: Forest, root: number, end: number): void {
  for (let at = root; at < end; at++) {
    if (feature[at] === LEAF) continue;
    const rows = size[at + 1] + size[right[at]];
    if (rows !== size[at])
      throw new Error(`a split of ${size[at]} rows has children of ${rows} together, wanted as many`);
  }
}
