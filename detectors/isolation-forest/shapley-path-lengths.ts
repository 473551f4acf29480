import { nodeDepths } from './forest.ts';
import { gaussRadau } from './gauss-radau.ts';
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
 * features on a path, so a few Gauss-Radau points give its integral exactly. The first of them, t = 0, where nothing is known of
 * the row, needs no chances: how fast lengths change there was summed up beforehand. For each of the others chances follow from the
 * root down, lengths from the leaves up.
 *
 * Cost: O(nodes * points), with points half the most features that a path can meet. Rounding error about 1e-12.
 * @see Lundberg et al. (2020), From local explanations to global understanding with explainable AI for trees, algorithm 1 (the game).
 * @see Owen (1972), Multilinear extensions of games, Management Science 18 (the integral).
 */
export function shapleyExplainer(forest: WeightedForest): ShapleyExplainer {
  const { starts, feature, threshold, node, left, right, share, leftShare, turnedTo, ifLeft, ifHere } =
    splitShares(forest);
  const { roots } = forest;
  const treeCount = roots.length - 1;
  const deepest = nodeDepths(forest).reduce((a, b) => Math.max(a, b), 0);
  const { nodes: known, weights } = gaussRadau(pointCount(Math.min(forest.featureCount, deepest)));

  const values = new Float32Array(forest.featureCount);
  // Of one tree at a time, so that they stay in the first cache. Two points are followed side by side, in neighbouring places.
  const most = (ends: Int32Array) => ends.reduce((largest, end, i) => Math.max(largest, end - (ends[i - 1] ?? 0)), 1);
  const [mostNodes, mostSplits] = [most(roots), most(starts)];
  // by node: whether the row stays on the path as far as the feature goes that the parent splits on; nothing leaves the root
  const stays = new Uint8Array(mostNodes).fill(1);
  // by split: o and oL from above
  const stayed = new Float64Array(mostSplits);
  const staysLeft = new Float64Array(mostSplits);
  // by node: the chance that a path comes to it, times the weight of the point
  const reach = new Float64Array(2 * mostNodes);
  // by split: w from above, and how it changes, times the split's reach
  const goesLeft = new Float64Array(2 * mostSplits);
  const change = new Float64Array(2 * mostSplits);
  // by node of the whole forest, since those of leaves stay: the mean length of the paths that come to it
  const length = Float64Array.from({ length: 2 * roots[treeCount] }, (_, i) => forest.pathLength[i >> 1]);

  // Each loop is a function of its own: in one body the compiler makes them half as fast.

  /** Which splits the row goes through; and what they are worth at the first point. */
  const followRow = (from: number, to: number, out: Float64Array) => {
    for (let i = from, at = 0; i < to; i++, at++) {
      const f = feature[i];
      const o = stays[turnedTo[i]];
      const oL = o & Number(values[f] <= threshold[i]);
      stays[left[i]] = oL;
      stays[right[i]] = o - oL;
      stayed[at] = o;
      staysLeft[at] = oL;
      out[f] += weights[0] * (oL * ifLeft[i] - o * ifHere[i]);
    }
  };

  /** From the root, whose reach is set, to the leaves, for the points with the chances t and s. */
  const shareOutReach = (from: number, to: number, t: number, s: number) => {
    for (let i = from, at = 0; i < to; i++, at++) {
      const o = stayed[at];
      const oL = staysLeft[at];
      const z = share[i];
      const zL = leftShare[i];
      const slope = z * oL - zL * o;
      const here = 2 * node[i];
      const onLeft = 2 * left[i];
      const onRight = 2 * right[i];

      const reachT = reach[here];
      const inverseT = 1 / (t * o + (1 - t) * z);
      const leftT = (t * oL + (1 - t) * zL) * inverseT;
      reach[onLeft] = reachT * leftT;
      reach[onRight] = reachT - reachT * leftT;
      goesLeft[2 * at] = leftT;
      change[2 * at] = reachT * slope * inverseT * inverseT;

      const reachS = reach[here + 1];
      const inverseS = 1 / (s * o + (1 - s) * z);
      const leftS = (s * oL + (1 - s) * zL) * inverseS;
      reach[onLeft + 1] = reachS * leftS;
      reach[onRight + 1] = reachS - reachS * leftS;
      goesLeft[2 * at + 1] = leftS;
      change[2 * at + 1] = reachS * slope * inverseS * inverseS;
    }
  };

  /** From the leaves to the root; and adds to each feature what its splits are worth. */
  const gatherLengths = (from: number, to: number, root: number, out: Float64Array) => {
    for (let i = to - 1, at = to - 1 - from; i >= from; i--, at--) {
      const here = 2 * (root + node[i]);
      const onLeft = 2 * (root + left[i]);
      const onRight = 2 * (root + right[i]);
      const rightT = length[onRight];
      const differenceT = length[onLeft] - rightT;
      length[here] = rightT + goesLeft[2 * at] * differenceT;
      const rightS = length[onRight + 1];
      const differenceS = length[onLeft + 1] - rightS;
      length[here + 1] = rightS + goesLeft[2 * at + 1] * differenceS;
      out[feature[i]] += change[2 * at] * differenceT + change[2 * at + 1] * differenceS;
    }
  };

  return (row, out) => {
    values.set(row);
    for (let tree = 0; tree < treeCount; tree++) {
      const from = starts[tree];
      const to = starts[tree + 1];
      followRow(from, to, out);
      for (let p = 1; p < known.length; p += 2) {
        reach[0] = weights[p];
        reach[1] = weights[p + 1];
        shareOutReach(from, to, known[p], known[p + 1]);
        gatherLengths(from, to, roots[tree], out);
      }
    }
  };
}

/** Enough for the sum's degree; an odd number, since those after the first are taken in twos. */
function pointCount(featuresOnPath: number): number {
  return 1 + 2 * Math.ceil(Math.floor(featuresOnPath / 2) / 2);
}
