import { nodeDepths } from './forest.ts';
import { gaussLegendre } from './gauss-legendre.ts';
import { splitShares } from './split-shares.ts';
import type { WeightedForest } from './weighted-forest.ts';

/** Shapley values of one row's summed path length, added up by feature into `out` (featureCount). */
export type ShapleyExplainer = (row: Float64Array, out: Float64Array) => void;

/**
 * Path-dependent Shapley values: each feature's part in how much longer or shorter than expected a row's paths are.
 *
 * The game is TreeSHAP's: with only the features of a coalition known, a path follows the row at splits on those and
 * takes both sides, in proportion to their training rows, at all others.
 *
 * The Shapley value is an integral over t, the chance of each feature to be known, of how fast the mean path length changes with
 * the chance of the one feature alone (Owen's multilinear extension). For a split on a feature, let z be the share of
 * training rows that stay on the path to it as far as this feature goes, and o be 1 if the row does, else 0; zL and oL are
 * the same for its left child. A path that comes to the split goes left with the chance
 *
 *     w = (t oL + (1 - t) zL) / (t o + (1 - t) z)   which changes by   (z oL - zL o) / (t o + (1 - t) z)^2
 *
 * with the chance of its feature, and the mean length by that times the chance to come to the split times the difference between
 * the mean lengths on its two sides. The sum over all splits is a polynomial in t of a degree below the number of
 * features on a path, so a few Gauss-Legendre points give its integral exactly. For each point chances follow from the roots
 * down, lengths from the leaves up.
 *
 * Cost: O(nodes * points), with points half the most features that a path can meet. Rounding error about 1e-12.
 * @see Lundberg et al. (2020), From local explanations to global understanding with explainable AI for trees, algorithm 1 (the game).
 * @see Owen (1972), Multilinear extensions of games, Management Science 18 (the integral).
 */
export function shapleyExplainer(forest: WeightedForest): ShapleyExplainer {
  const { feature, threshold, node, right, share, leftShare, turnedTo } = splitShares(forest);
  const nodeCount = forest.feature.length;
  const splitCount = node.length;
  const roots = forest.roots.subarray(0, -1);
  const deepest = nodeDepths(forest).reduce((a, b) => Math.max(a, b), 0);
  const points = Math.max(1, Math.ceil(Math.min(forest.featureCount, deepest) / 2));
  const { nodes: known, weights } = gaussLegendre(points);

  // by node, and 1 at the end: whether the row stays on the path as far as the feature goes that the parent splits on
  const stays = new Uint8Array(nodeCount + 1).fill(1);
  // by split: o and oL from above
  const stayed = new Float64Array(splitCount);
  const staysLeft = new Float64Array(splitCount);
  // by node: the chance that a path comes to it, times the weight of the point, and the mean length of those that do
  const reach = new Float64Array(nodeCount);
  const length = forest.pathLength.slice();
  // by split: w from above, and how it changes, times the split's reach
  const goesLeft = new Float64Array(splitCount);
  const change = new Float64Array(splitCount);

  // Each loop is a function of its own: in one body the compiler makes them half as fast.

  const followRow = (row: Float64Array) => {
    for (let i = 0; i < splitCount; i++) {
      const o = stays[turnedTo[i]];
      const oL = o & Number(Math.fround(row[feature[i]]) <= threshold[i]);
      stays[node[i] + 1] = oL;
      stays[right[i]] = o - oL;
      stayed[i] = o;
      staysLeft[i] = oL;
    }
  };

  /** From the roots, whose reach is set, to the leaves. */
  const shareOutReach = (t: number) => {
    for (let i = 0; i < splitCount; i++) {
      const o = stayed[i];
      const oL = staysLeft[i];
      const z = share[i];
      const zL = leftShare[i];
      const inverse = 1 / (t * o + (1 - t) * z);
      const w = (t * oL + (1 - t) * zL) * inverse;
      const here = reach[node[i]];
      const left = here * w;
      reach[node[i] + 1] = left;
      reach[right[i]] = here - left;
      goesLeft[i] = w;
      change[i] = here * (z * oL - zL * o) * inverse * inverse;
    }
  };

  /** From the leaves, whose lengths stay, to the roots; and adds to each feature what its splits are worth. */
  const gatherLengths = (out: Float64Array) => {
    for (let i = splitCount - 1; i >= 0; i--) {
      const rightLength = length[right[i]];
      const difference = length[node[i] + 1] - rightLength;
      length[node[i]] = rightLength + goesLeft[i] * difference;
      out[feature[i]] += change[i] * difference;
    }
  };

  return (row, out) => {
    followRow(row);
    for (let p = 0; p < points; p++) {
      for (const root of roots) reach[root] = weights[p];
      shareOutReach(known[p]);
      gatherLengths(out);
    }
  };
}
