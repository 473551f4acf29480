import * as z from 'zod/mini';
import { floorToFloat32 } from '../../detectors/isolation-forest/fit-forest.ts';
import { type Forest, LEAF } from '../../detectors/isolation-forest/forest.ts';

const integers = z.array(z.int());
const sklearnTree = z.object({
  feature: integers,
  threshold: z.array(z.number()),
  left: integers,
  right: integers,
  size: integers,
});
type SklearnTree = z.infer<typeof sklearnTree>;

const sklearnForest = z.object({
  format: z.literal('weir-sklearn-isolation-forest'),
  formatVersion: z.literal(1),
  features: z.array(z.string()).check(z.minLength(1)),
  /** Rows that each tree was grown on. */
  maxSamples: z.int().check(z.positive()),
  /** scikit-learn calls a row an outlier when `score_samples` is below this; our scores are minus those. */
  offset: z.number(),
  contamination: z.union([z.literal('auto'), z.number()]),
  bootstrap: z.boolean(),
  trees: z.array(sklearnTree).check(z.minLength(1)),
});
export type SklearnForest = z.infer<typeof sklearnForest>;

/** @throws {Error} when the text is not what `scripts/export-sklearn.py` writes */
export function decodeSklearnForest(text: string): SklearnForest {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new Error('this is not JSON');
  }
  const { data, error } = sklearnForest.safeParse(document);
  if (error) {
    const path = error.issues[0].path.join('.') || 'the document';
    throw new Error(`${path} is not what scripts/export-sklearn.py writes; export the forest again`);
  }
  return data;
}

/**
 * The same trees in our layout. Scores come out equal: scikit-learn compares the float32 of a value with a float64 threshold,
 * which is the same as comparing with that threshold floored to float32.
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
  let end = 0;
  for (const [t, tree] of trees.entries()) {
    forest.roots[t] = end;
    const treeEnd = end + tree.feature.length;
    end = placeNode(forest, tree, 0, end, treeEnd, features.length);
    if (end !== treeEnd)
      throw new Error(`tree ${t} reaches ${end - forest.roots[t]} of its ${tree.feature.length} nodes`);
  }
  forest.roots[trees.length] = end;
  return forest;
}

/** Copies a subtree in preorder to `at`; returns the place after it. */
function placeNode(
  forest: Forest,
  tree: SklearnTree,
  node: number,
  at: number,
  end: number,
  featureCount: number,
): number {
  const f = tree.feature[node];
  // a loop among the children would never end otherwise
  if (f === undefined || at === end) throw new Error(`node ${node} is no node of its tree, or one that is met twice`);
  if (f >= featureCount) throw new Error(`node ${node} splits on feature ${f}, wanted one below ${featureCount}`);
  forest.size[at] = tree.size[node];
  forest.feature[at] = f < 0 ? LEAF : f;
  if (f < 0) return at + 1;
  forest.threshold[at] = floorToFloat32(tree.threshold[node]);
  forest.right[at] = placeNode(forest, tree, tree.left[node], at + 1, end, featureCount);
  return placeNode(forest, tree, tree.right[node], forest.right[at], end, featureCount);
}
