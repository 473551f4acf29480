import type { ExplainedTrees, ShapleyExplainer, SplitTable } from './contract.ts';

/**
 * Makes an explainer of path lengths in plain TypeScript: the same bits as the kernel.
 *
 * The game is TreeSHAP's: with only the features of a coalition known, a path follows the row at splits on those and
 * takes both sides, in proportion to their training rows, at all others.
 *
 * The Shapley value is an integral over t, the chance of each feature to be known, of how fast the mean path length
 * changes with the chance of the one feature alone (Owen's multilinear extension). For a split on a feature, let z be
 * the share of training rows that stay on the path to it as far as this feature goes, and o be 1 if the row does, else
 * 0; zL and oL are the same for its left child. A path that comes to the split goes left with the chance
 *
 *     w = (t oL + (1 - t) zL) / (t o + (1 - t) z)   which changes by   (z oL - zL o) / (t o + (1 - t) z)^2
 *
 * with the chance of its feature, and the mean length by that times the chance to come to the split times the
 * difference between the mean lengths on its two sides. The sum over all splits is a polynomial in t of a degree below
 * the number of features on a path, so a few Gauss-Radau points give its integral exactly. The first of them, t = 0,
 * where nothing is known of the row, needs no chances: how fast lengths change there was summed up beforehand. For each
 * of the others chances follow from the root down, lengths from the leaves up.
 *
 * Cost: O(nodes * points), with points half the most features that a path can meet. Rounding error about 1e-12.
 * @see Lundberg et al. (2020), From local explanations to global understanding with explainable AI for trees, algorithm
 *   1 (the game).
 * @see Owen (1972), Multilinear extensions of games, Management Science 18 (the integral).
 */
export function shapleyExplainer({ roots, pathLength, splits, points }: ExplainedTrees): ShapleyExplainer {
  const { nodes: chances, weights } = points;
  const byTree = Array.from({ length: roots.length - 1 }, (_, tree) => splitsOf(splits, tree));
  return (row, out) => {
    for (const [tree, ofTree] of byTree.entries()) {
      const lengths = pathLength.slice(roots[tree], roots[tree + 1]);
      const stays = followRow(ofTree, row, lengths.length);
      for (const { node, feature, previousSplitChild, marginalEffect, leftFraction } of ofTree) {
        const [o, oL] = [stays[previousSplitChild], stays[node + 1]];
        out[feature] += weights[0] * (oL * marginalEffect - o * (marginalEffect * leftFraction));
      }
      // in twos, because the kernel adds the parts of two points before it adds them to a feature
      for (let p = 1; p < chances.length; p += 2) {
        const parts = partsAt(ofTree, stays, lengths, chances[p], weights[p]);
        const next = partsAt(ofTree, stays, lengths, chances[p + 1], weights[p + 1]);
        for (let s = ofTree.length - 1; s >= 0; s--) out[ofTree[s].feature] += parts[s] + next[s];
      }
    }
  };
}

type Split = ReturnType<typeof splitsOf>[number];

/** Takes the splits of one tree out of the table. */
function splitsOf(table: SplitTable, tree: number) {
  return Array.from({ length: table.starts[tree + 1] - table.starts[tree] }, (_, i) => {
    const s = table.starts[tree] + i;
    return {
      feature: table.feature[s],
      threshold: table.threshold[s],
      node: table.node[s],
      right: table.right[s],
      share: table.share[s],
      leftFraction: table.leftFraction[s],
      previousSplitChild: table.previousSplitChild[s],
      marginalEffect: table.marginalEffect[s],
    };
  });
}

/** Finds o by node: 1 where the row stays on the path to it as far as the feature of the split above goes, else 0. */
function followRow(splits: readonly Split[], row: Float64Array, nodeCount: number): Float64Array {
  const stays = new Float64Array(nodeCount);
  stays[0] = 1;
  for (const { feature, threshold, node, right, previousSplitChild } of splits) {
    const o = stays[previousSplitChild];
    stays[node + 1] = Math.fround(row[feature]) <= threshold ? o : 0;
    stays[right] = o - stays[node + 1];
  }
  return stays;
}

/**
 * Finds by split what it gives at one point of the integral.
 *
 * @param lengths of leaves; those of splits are written over
 * @param t the chance of each feature to be known
 */
function partsAt(
  splits: readonly Split[],
  stays: Float64Array,
  lengths: Float64Array,
  t: number,
  weight: number,
): Float64Array {
  const reach = new Float64Array(lengths.length);
  reach[0] = weight;
  const goesLeft = new Float64Array(splits.length);
  const change = new Float64Array(splits.length);
  for (const [s, { node, right, share: z, leftFraction, previousSplitChild }] of splits.entries()) {
    const [o, oL, zL] = [stays[previousSplitChild], stays[node + 1], z * leftFraction];
    const inverse = 1 / (t * o + (1 - t) * z);
    const w = (t * oL + (1 - t) * zL) * inverse;
    reach[node + 1] = reach[node] * w;
    reach[right] = reach[node] - reach[node + 1];
    goesLeft[s] = w;
    change[s] = reach[node] * ((z * oL - zL * o) * (inverse * inverse));
  }
  const parts = new Float64Array(splits.length);
  for (let s = splits.length - 1; s >= 0; s--) {
    const { node, right } = splits[s];
    const difference = lengths[node + 1] - lengths[right];
    lengths[node] = lengths[right] + goesLeft[s] * difference;
    parts[s] = change[s] * difference;
  }
  return parts;
}
