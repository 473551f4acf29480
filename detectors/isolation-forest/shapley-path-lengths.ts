import { LEAF, nodeDepths } from './forest.ts';
import { gaussLegendre } from './gauss-legendre.ts';
import type { WeightedForest } from './weighted-forest.ts';

/** Shapley values of one row's summed path length, added up by feature into `out` (featureCount). */
export type ShapleyExplainer = (row: Float64Array, out: Float64Array) => void;

/**
 * Path-dependent Shapley values: each feature's part in how much longer or shorter than expected a row's paths are.
 *
 * The game is TreeSHAP's: with only the features of a coalition known, a path follows the row at splits on those and
 * takes both sides, in proportion to their training rows, at all others. For a leaf this is a product of one factor by feature
 * on its path, o where the feature is known (1 if the row stays on the path, else 0) and z where not (the share of rows that stay).
 *
 * The Shapley value of such a product is an integral over t, the chance of each other feature to be known: of (o - z) for the
 * feature itself times the mean factors t * o + (1 - t) * z of the others (Owen's multilinear extension). It is a polynomial
 * in t of a degree below the number of features on a path, so a few Gauss-Legendre points give it exactly; and for each point
 * one pass over a tree does, since a feature's part can be taken off where its factor changes, for all leaves below at once.
 *
 * Cost: O(nodes * points), with points half the most features that a path can meet. Rounding error about 1e-13.
 * @see Lundberg et al. (2020), From local explanations to global understanding with explainable AI for trees, algorithm 1 (the game).
 * @see Owen (1972), Multilinear extensions of games, Management Science 18 (the integral).
 */
export function shapleyExplainer(forest: WeightedForest): ShapleyExplainer {
  const { featureCount, roots, feature, threshold, right, size, pathLength } = forest;
  const deepest = nodeDepths(forest).reduce((a, b) => Math.max(a, b), 0);
  const points = Math.max(1, Math.ceil(Math.min(featureCount, deepest) / 2));
  const { nodes: known, weights } = gaussLegendre(points);

  // by depth and point: the product of the factors on the path, and the sum over the leaves below of product * length
  const product = new Float64Array((deepest + 1) * points).fill(1, 0, points);
  const below = new Float64Array((deepest + 1) * points);
  // by feature: whether the row has stayed on the path so far, and the share of training rows that has
  const stays = new Uint8Array(featureCount).fill(1);
  const share = new Float64Array(featureCount).fill(1);

  const explain: ShapleyExplainer = (row, out) => {
    for (let t = 0; t < roots.length - 1; t++) visit(roots[t], 0, row, out);
  };

  const visit = (node: number, at: number, row: Float64Array, out: Float64Array) => {
    const f = feature[node];
    if (f === LEAF) {
      const length = pathLength[node];
      for (let p = 0; p < points; p++) below[at + p] = product[at + p] * length;
      return;
    }
    const goesLeft = Math.fround(row[f]) <= threshold[node];
    for (let p = 0; p < points; p++) below[at + p] = 0;
    descend(node, node + 1, goesLeft, f, at, row, out);
    descend(node, right[node], !goesLeft, f, at, row, out);
  };

  /** Visits a child, and gives feature `f` what its changed factor is worth to the leaves there. */
  const descend = (
    node: number,
    child: number,
    rowGoesThere: boolean,
    f: number,
    at: number,
    row: Float64Array,
    out: Float64Array,
  ) => {
    const stayed = stays[f];
    const oldShare = share[f];
    const newStays = rowGoesThere ? stayed : 0;
    const newShare = (oldShare * size[child]) / size[node];
    const childAt = at + points;
    for (let p = 0; p < points; p++) {
      const t = known[p];
      const oldFactor = t * stayed + (1 - t) * oldShare;
      const newFactor = t * newStays + (1 - t) * newShare;
      product[childAt + p] = (product[at + p] * newFactor) / oldFactor;
    }

    stays[f] = newStays;
    share[f] = newShare;
    visit(child, childAt, row, out);
    stays[f] = stayed;
    share[f] = oldShare;

    let worth = 0;
    for (let p = 0; p < points; p++) {
      const t = known[p];
      const oldPart = (stayed - oldShare) / (t * stayed + (1 - t) * oldShare);
      const newPart = (newStays - newShare) / (t * newStays + (1 - t) * newShare);
      worth += weights[p] * below[childAt + p] * (newPart - oldPart);
      below[at + p] += below[childAt + p];
    }
    out[f] += worth;
  };

  return explain;
}
